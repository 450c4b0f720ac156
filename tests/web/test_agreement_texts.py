"""The texts side by side, and the positions on a day."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from holdfire.agreement import entries, repo
from holdfire.agreement.when import state_at
from holdfire.errors import Refused
from holdfire.web.pages.positions import dragged, stood


def test_a_text_is_laid_out_clause_by_clause_in_both_its_languages(client):
    page = client.get("/exercise/agreement/texts/truce").text
    assert page.count('<p class="clause"') == 18
    assert 'lang="ar"' in page
    assert "#no-fire" in page
    assert "no clause of this number" not in page
    assert client.get("/exercise/agreement/texts/nothing").status_code == 404


def test_a_text_whose_words_are_not_held_has_no_page_and_no_link(client):
    assert "agreement/texts/" in client.get("/exercise/agreement").text
    assert "agreement/texts/" not in client.get("/syria-2016/agreement").text
    assert client.get("/syria-2016/agreement/texts/truce").status_code == 404


def test_only_bytes_that_the_agreement_names_are_kept(books):
    book = books["exercise"]
    with book.reading() as connection:
        with pytest.raises(Refused) as e:
            entries.texts(connection, [b"Another text."])
        assert e.value.code == "text-unnamed"


def test_the_matrix_of_a_day_shows_what_stood_that_day(client):
    early = client.get("/syria-2016/agreement/positions?day=2016-12-20").text
    late = client.get("/syria-2016/agreement/positions").text
    shown = re.compile(r'data-from="\d[^>]*"(?: hidden)?><span class="stance')
    assert len(shown.findall(early)) == len(shown.findall(late)) > 20
    standing = re.compile(r'data-from="\d[^>]*"><span class="stance')
    assert 0 < len(standing.findall(early)) < len(standing.findall(late))


def test_every_position_stands_until_the_next_and_one_at_most_on_a_day(books):
    with books["syria-2016"].reading() as connection:
        agreement = repo.current(connection).agreement
    whole = dragged(agreement)
    day = whole.days[0]
    while day <= whole.days[-1]:
        for _, cells in whole.rows:
            for said in cells:
                assert sum(s.stands(day) for s in said) == bool(said and said[0].position.day <= day)
        for instrument, states in whole.columns:
            assert [s.state for s in states if s.stands(day)] == [state_at(instrument, day)]
            assert states == stood(instrument)
        day += dt.timedelta(days=1)
