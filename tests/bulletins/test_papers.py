"""What holds for every paper: each language, each format, others' words as words, values that are not held here."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import zipfile
from contextlib import closing
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from desk import row
from holdfire.bulletins import (
    as_docx,
    as_html,
    as_pdf,
    as_text,
    compliance,
    dossier,
    handover,
    meeting,
    notice,
    papers,
    reply_form,
)
from holdfire.bulletins.docket import Lately, docket
from holdfire.errors import BadInput
from holdfire.record.encoding import EPOCH
from papers import HOSTILE
from reading_papers import flat, pairs, part

MARCH = compliance.Period(dt.date(2031, 3, 1), dt.date(2031, 3, 31))
LANGUAGES = ("en", "ar", "fa", "ru", "tr")


class Page(HTMLParser):
    """The tags and the words of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def every(found, case, about, to):
    """One of each paper."""
    on = notice.addressed(found, case, to, about)
    return {
        "notice": notice.document(found, on),
        "reply form": reply_form.document(found, on),
        "compliance": compliance.document(found, to, MARCH),
        "dossier": dossier.document(found, case),
        "meeting": meeting.document(found),
        "handover": handover.document(found),
    }


@pytest.fixture(scope="session")
def exercised(stood):
    return every(stood(), "c161", 161, "shore-army")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_can_be_set_in_every_language(exercised, language):
    for name, document in exercised.items():
        page = as_html.html(document, language)
        assert f'lang="{language}"'.encode() in page, name
        assert as_text.text(document, language).strip(), name


def test_a_paper_can_be_printed(exercised):
    assert as_pdf.pdf(exercised["notice"], "ar").startswith(b"%PDF-")


def test_every_paper_says_who_may_read_it_what_it_rests_on_and_that_it_is_an_exercise(exercised):
    for name, document in exercised.items():
        text = flat(document)
        assert text.startswith("EXERCISE."), name
        assert "CONFIDENTIAL: for members" in text, name
        assert "Cut-off: " in text, name
        assert "Method: paper-1." in text, name
        assert "This paper is no publication." in text, name
        assert text.index("CONFIDENTIAL") < text.index("Cut-off"), name


def test_the_same_book_cut_off_and_instant_give_the_same_bytes(exercise_book, exercised):
    with exercise_book.reading() as connection:
        again = every(docket(connection), "c161", 161, "shore-army")
    for name, document in exercised.items():
        for form in ("html", "txt"):
            assert papers.FORMATS[form](document, "ar") == papers.FORMATS[form](again[name], "ar"), name


def test_a_paper_on_what_was_done_lately_is_the_same_without_the_cases_at_rest(exercise_book):
    with exercise_book.reading() as connection:
        for day in (10, 14, 20):
            now = (dt.datetime(2031, 3, day, 12, tzinfo=dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)
            whole, shift = docket(connection, None, now), docket(connection, None, now, lately=Lately())
            assert handover.document(shift) == handover.document(whole)
            week = compliance.Period(dt.date(2031, 3, day - 3), dt.date(2031, 3, day))
            recent = docket(connection, None, now, lately=Lately(week.first))
            assert {h.case.id for h in recent.cases} <= {h.case.id for h in whole.cases}
            for actor in ("shore-army", "ridge-movement", "kellan"):
                letter = compliance.document(whole, actor, week)
                assert compliance.document(recent, actor, week) == letter


def test_an_instant_before_the_cut_off_is_refused_and_one_alone_says_the_cut_off(exercise_book):
    noon = (dt.datetime(2031, 3, 12, 12, tzinfo=dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)
    with exercise_book.reading() as connection:
        found = docket(connection, None, noon)
        with pytest.raises(BadInput, match="now-too-early"):
            docket(connection, found.ground.size + 1, noon)
        with pytest.raises(BadInput, match="size-wrong"):
            docket(connection, 10_000)
        at_size = docket(connection, found.ground.size, noon)
    assert found.ground.size == at_size.ground.size
    assert found.ground.cutoff <= dt.datetime(2031, 3, 12, 12, tzinfo=dt.UTC)
    assert all(a.at <= noon for h in found.cases for a in h.case.acts)


@pytest.fixture
def spoken(file_desk):
    """A case in which everybody's words try to be more than words."""
    words = "\n".join(w for w in HOSTILE if "\x00" not in w)
    file_desk.take(row(1))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    file_desk.act("notice", "isles-envoy", case, to="ridge-movement", channel="<b>radio</b>", words=words)
    file_desk.act("reply", "ridge-movement", case, answer="denied", words=words)
    file_desk.act("tasking", "isles-envoy", case, team=["kellan", "dorvia", "field-team"], task=words)
    file_desk.act("hand-over", "isles-envoy", words=words)
    file_desk.act("alert", "ridge-movement", place=words, type="A1", accused="shore-army", words=words)
    return file_desk, case


def test_others_words_stay_words(spoken):
    desk, case = spoken
    with desk.book.reading() as connection:
        found = docket(connection)
    for name, document in every(found, case, 0, "ridge-movement").items():
        page = Page(as_html.html(document, "ar"))
        assert not {"script", "img"} & set(page.tags), name
        if name in {"dossier", "handover"}:
            assert "{{ 7*7 }}" in "".join(page.words), "a template's marks are told as they are"
        assert as_text.text(document, "ar").strip(), name
    assert as_pdf.pdf(dossier.document(found, case)).startswith(b"%PDF-")


@pytest.fixture
def erased(spoken):
    """The same case; all values of its allegation and of its reply are erased."""
    desk, case = spoken
    reply = desk.case(case).of("reply")[0].entry
    with closing(sqlite3.connect(desk.book.url)) as book, book:
        book.execute("DELETE FROM disclosure WHERE idx IN (?, ?)", (reply, int(case[1:])))
    desk.book.rebuild()
    with desk.book.reading() as connection:
        return docket(connection), case, reply


def test_what_is_not_held_here_is_said_and_the_rest_is_told(erased):
    found, case, reply = erased
    written = every(found, case, 0, "ridge-movement")
    for name in ("notice", "reply form", "compliance", "dossier", "meeting"):
        assert "not held here" in flat(written[name]), name
    whole = flat(written["dossier"])
    assert f"#{reply}" in whole, "the act is told, though its words are not"
    assert "1 value not held here" in whole


def test_no_default_is_told_for_a_value_that_is_not_held_here(erased):
    found, case, _ = erased
    document = dossier.document(found, case)
    alleged = pairs(part(document, f"Allegation #{case[1:]}"))
    for label in ("Accused", "Alleged to be", "Rests on", "Gravity"):
        assert alleged[label] == "not held here", label
    assert "answer: denied" not in flat(document)


def test_a_letter_says_of_how_many_allegations_the_accused_is_not_held_here(erased):
    found, _, _ = erased
    for actor in ("ridge-movement", "shore-army"):
        text = flat(compliance.document(found, actor, MARCH))
        assert "Of 1 allegation of this period the accused is not held here" in text


def test_who_may_read_it_stands_above_every_page(exercised):
    mark = "CONFIDENTIAL: for members and Shore Army"
    pages = PdfReader(io.BytesIO(as_pdf.pdf(exercised["notice"]))).pages
    assert len(pages) > 1
    assert all(mark in " ".join(page.extract_text().split()) for page in pages)
    with zipfile.ZipFile(io.BytesIO(as_docx.docx(exercised["notice"]))) as made:
        heads = [made.read(n).decode() for n in made.namelist() if n.startswith("word/header")]
    assert any("CONFIDENTIAL: for members and " in head and "EXERCISE" in head for head in heads)
    assert f'<p class="mark">{mark}</p>' in as_html.html(exercised["notice"]).decode()
