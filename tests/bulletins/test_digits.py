"""Figures on paper have the digits of the reader's language, as CLDR has them; what one copies exactly is in ASCII."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from digits import ascii_digits
from holdfire.bulletins import (
    as_html,
    compliance,
    dossier,
    gather_flash,
    gather_week,
    handover,
    meeting,
    notice,
    render,
    reply_form,
)
from holdfire.bulletins.document import Document, Paragraph
from holdfire.bulletins.errata import changed
from holdfire.bulletins.gather import as_it_stood
from holdfire.bulletins.subject import Matter, Week
from holdfire.errors import HoldfireError
from holdfire.words import say

DAY = dt.date(2031, 3, 10)
MARCH = compliance.Period(dt.date(2031, 3, 1), dt.date(2031, 3, 31))


def published(book):
    with book.reading() as connection:
        now, then = (as_it_stood(connection, DAY, size) for size in (book.size(), 95))
        yield render.paper(replace(now, changed=changed(connection, 96, 95, then, now)))
        for week in ("2031-W10", "2031-W11"):
            yield render.paper(gather_week.gather(connection, Week.parse(week)))
        for alert in ("a94", "a105"):
            yield render.paper(gather_flash.gather(connection, Matter(alert), to_members=True))


def letters(docket):
    yield meeting.document(docket, meeting.Since())
    yield handover.document(docket, 12)
    for heard in docket.cases:
        yield dossier.document(docket, heard.case.id)
    for to in ("shore-army", "ridge-movement", "kellan", "dorvia"):
        yield compliance.document(docket, to, MARCH)
        for heard in docket.cases:
            for allegation in heard.briefs:
                try:
                    on = notice.addressed(docket, heard.case.id, to, allegation)
                except HoldfireError:
                    continue
                yield notice.document(docket, on)
                yield reply_form.document(docket, on)


@pytest.mark.parametrize("locale", ["fa", "ar_SY"])
def test_no_ascii_digit_stands_in_a_paper_but_in_codes(exercise_book, stood, locale):
    documents = [*(paper.document for paper in published(exercise_book)), *letters(stood())]
    assert len(documents) > 30
    left = {text for document in documents for text in ascii_digits(as_html.html(document, locale))}
    assert left == set()


def test_arabic_of_no_country_has_the_digits_that_cldr_gives_it(stood):
    page = as_html.html(handover.document(stood(), 12), "ar").decode()
    assert "2031" in page
    assert "٢٠٣١" not in page


@pytest.mark.parametrize("text", ["گزارش از 3 خاستگاه", "2 روز"])
def test_the_test_finds_them(text):
    assert ascii_digits(f'<html lang="fa"><p>{text}</p></html>') == [" ".join(text.split())]


def test_a_number_in_our_words_is_set_in_the_language_and_a_code_is_not():
    document = Document("t", (Paragraph(say("SHA-256, at 0, of L3, ISO 639, 24 hours")),))
    page = as_html.html(document, "fa").decode()
    assert "SHA-256, at ۰, of L3, ISO 639, ۲۴ hours" in page
