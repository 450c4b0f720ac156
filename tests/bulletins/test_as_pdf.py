"""A PDF: bytes that repeat, words that stay words, both directions, and no font but those that come with it."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pypdf
import pytest
from babel.support import NullTranslations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire import i18n
from holdfire.bulletins import as_pdf
from holdfire.bulletins.document import Document, Ground, Paragraph
from papers import EVERYTHING, HOSTILE, NOON, holding, texts


def read(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "\n".join(page.extract_text() for page in pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u2066-\u2069\u202a-\u202e\u061c\u200e\u200f\u00ad\x00]+", "", text)


def test_all_of_a_document_stands_in_it():
    found = squeezed(read(as_pdf.pdf(EVERYTHING)))
    for words in (
        "TheMarennatruce:bulletinof10March2031",
        "12,345people",
        "Allinvented"[:3],
        "Gen.X",
        "Youranswer",
    ):
        assert words in found
    assert found.count("EXERCISE.Everythinghereisinvented") == 2, "on each page"
    assert found.count("Cut-off:222entries") == 3, "under the title and on each page"
    assert "Page1of2" in found


def test_it_names_its_title_its_time_and_where_links_lead():
    reader = pypdf.PdfReader(io.BytesIO(as_pdf.pdf(EVERYTHING)))
    assert reader.metadata.title == "The Marenna truce: bulletin of 10 March 2031"
    assert reader.metadata.creation_date == NOON
    links = [a.get_object()["/A"]["/URI"] for p in reader.pages for a in p.get("/Annots", ())]
    assert links == ["https://example.org/a?b=c&d=e"]


@pytest.mark.parametrize("locale", ["ar", "ar_SY", "fa"])
def test_arabic_and_persian_are_set_with_the_font_that_comes_with_it(locale):
    reader = pypdf.PdfReader(io.BytesIO(as_pdf.pdf(EVERYTHING, locale)))
    fonts = {
        str(f.get_object()["/BaseFont"]).rpartition("+")[2]
        for p in reader.pages
        for f in p["/Resources"]["/Font"].values()
    }
    assert any("Amiri" in f for f in fonts)
    assert all(f.startswith(("Amiri", "LibertinusSerif", "DejaVu")) for f in fonts)
    assert reader.trailer["/Root"]["/Lang"].startswith(locale[:2])


@pytest.mark.parametrize(("locale", "words"), [("ar", "ما نشره كل جانب"), ("fa", "گزارش پایانی را ببینید")])
def test_a_word_of_arabic_or_persian_can_be_found(locale, words):
    found = read(as_pdf.pdf(Document("t", (Paragraph(words),)), locale)).split()
    assert [w for w in words.split() if w not in found] == []


def test_columns_run_from_the_right_in_arabic(monkeypatch):
    monkeypatch.setattr(i18n, "translations", lambda _locale: NullTranslations())
    ltr, rtl = (as_pdf._document(EVERYTHING, locale) for locale in ("en", "fa"))
    assert (ltr["rtl"], rtl["rtl"]) == (False, True)
    assert rtl["numbering"] == "۱"
    where = {}
    for locale in ("en", "fa"):
        page = pypdf.PdfReader(io.BytesIO(as_pdf.pdf(EVERYTHING, locale))).pages[0]
        spots: list[tuple[float, str]] = []
        page.extract_text(
            visitor_text=lambda text, cm, tm, _f, _s, to=spots: to.append((cm[4] + tm[4], text))
        )
        where[locale] = {w: x for x, text in spots for w in ("Area", "Count") if text.strip() == w}
    assert where["en"]["Area"] < where["en"]["Count"]
    assert where["fa"]["Area"] > where["fa"]["Count"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("locale", ["en", "fa"])
def test_hostile_words_are_set_and_the_page_stands(text, locale):
    assert as_pdf.pdf(holding(text), locale).startswith(b"%PDF-")


plain = st.text(st.sampled_from("#$*_=[]{}<>@`~\\/'\"-+.:;,ab1 "), min_size=1, max_size=24)


@given(plain)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_is_read_as_markup(text):
    found = read(as_pdf.pdf(Document("t", (Paragraph("begin" + text + "end"),))))
    assert squeezed("begin" + text + "end") in squeezed(found)


@given(texts)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_can_be_set(text):
    assert as_pdf.pdf(holding(text), "ar").startswith(b"%PDF-")


def test_the_template_evaluates_nothing():
    template = as_pdf.TEMPLATE.read_text()
    assert not re.search(r"\beval\s*\(|\bplugin\s*\(|#?include|import ", template)


def test_the_time_of_the_file_is_the_cut_off_and_without_one_is_fixed():
    undated = Document("t", (), Ground("x", 1, "m"))
    assert as_pdf.pdf(undated) == as_pdf.pdf(undated)
    assert b"1970" in as_pdf.pdf(undated)


def test_a_picture_is_made_of_each_page():
    pictures = as_pdf.pictures(EVERYTHING, "fa", 20)
    assert [p[:8] for p in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2


FONTS = Path(as_pdf.FONTS)
SUMS = dict(reversed(line.split("  ")) for line in (FONTS / "SHA256SUMS").read_text("ascii").splitlines())


def test_the_fonts_are_the_ones_that_are_listed():
    assert {p.name for p in FONTS.iterdir()} == {*SUMS, "SHA256SUMS"}
    for name, said in SUMS.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == said
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
