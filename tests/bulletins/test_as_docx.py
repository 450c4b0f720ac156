"""A Word file: its structure, its direction, bytes that repeat, and others' words that stay words."""

from __future__ import annotations

import io
import zipfile

import docx as word
import pytest
from babel.support import NullTranslations
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire import i18n
from holdfire.bulletins.as_docx import docx
from holdfire.bulletins.document import Document, Ground, Paragraph
from holdfire.bulletins.runs import clean
from papers import EVERYTHING, HOSTILE, NOON, holding, texts

MARKS = dict.fromkeys(map(ord, "\u2068\u2069"))


def opened(document, locale="en"):
    return word.Document(io.BytesIO(docx(document, locale)))


def squeezed(text: str) -> str:
    return "".join(text.translate(MARKS).split())


def test_every_block_stands_in_it():
    file = opened(EVERYTHING)
    styles = {p.text: p.style.name for p in file.paragraphs}
    assert styles["The Marenna truce: bulletin of 10 March 2031"] == "Title"
    assert styles["What each side published"] == "Heading 1"
    assert styles["On the count of Kellan"] == "Heading 2"
    assert "1.\tfirst" in styles
    assert "•\ta point" in styles
    counts = next(t for t in file.tables if t.cell(0, 0).text == "Area")
    assert [[c.text.translate(MARKS) for c in row.cells] for row in counts.rows] == [
        ["Area", "Count\nviolations"],
        ["North", "5"],
        ["دمشق", "–"],
        ["South", "0"],
        ["All", "5"],
    ]
    assert [r.bold for r in counts.rows[-1].cells[1].paragraphs[0].runs] == [True]
    section = file.sections[0]
    assert section.header.paragraphs[0].text.startswith("EXERCISE.")
    assert section.footer.paragraphs[0].text.startswith("Cut-off: 222 entries")
    links = [h.address for p in file.paragraphs for h in p.hyperlinks]
    assert links == ["https://example.org/a?b=c&d=e"]
    assert 'w:br w:type="page"' in file.element.xml


def test_arabic_runs_from_right_to_left_and_foreign_data_in_it_from_left_to_right(monkeypatch):
    monkeypatch.setattr(i18n, "translations", lambda _locale: NullTranslations())
    file = opened(EVERYTHING, "ar")
    body = file.element.body
    assert all(
        p.find(qn("w:pPr")).find(qn("w:bidi")) is not None
        for p in body.iter(qn("w:p"))
        if p.findall(qn("w:r")) and p.xpath("./w:r/w:t")
    )
    assert all(t.tblPr.find(qn("w:bidiVisual")) is not None for t in body.iter(qn("w:tbl")))
    directions = {r.text.translate(MARKS): r.font.rtl for p in file.paragraphs for r in p.runs}
    assert directions["The Marenna truce"] is None
    for words in ("تل رفعت", ": bulletin of "):
        assert [rtl for text, rtl in directions.items() if words in text] == [True]
    assert "w:bidi" not in opened(EVERYTHING, "ru").element.xml


def test_the_order_of_what_is_in_a_paragraphs_properties_is_that_of_the_schema():
    order = ["pStyle", "pBdr", "tabs", "bidi", "spacing", "ind", "jc", "rPr"]
    for p in opened(EVERYTHING, "fa").element.body.iter(qn("w:pPr")):
        found = [order.index(child.tag.rpartition("}")[2]) for child in p]
        assert found == sorted(found)


def test_nobody_and_no_clock_is_named_in_it():
    core = opened(EVERYTHING).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.created == core.modified == NOON
    with zipfile.ZipFile(io.BytesIO(docx(EVERYTHING))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened(Document("t", (), Ground("x", 1, "m"))).core_properties.created.year == 1980


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text):
    file = opened(holding(text))
    whole = "\n".join(
        [p.text for p in file.paragraphs] + [c.text for t in file.tables for row in t.rows for c in row.cells]
    )
    assert squeezed(whole).count(squeezed(clean(text))) >= 15


@given(texts, st.sampled_from(["en", "fa"]))
@settings(max_examples=15, deadline=None)
def test_any_text_comes_out_as_itself(text, locale):
    found = opened(Document("t", (Paragraph("begin" + text + "end"),)), locale).paragraphs[1].text
    assert squeezed(found) == squeezed("begin" + clean(text) + "end")
