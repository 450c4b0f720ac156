"""Reports that came in wait until somebody accepts them or sets them aside; each word on them is an entry."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.errors import BadInput, NotFound
from holdfire.record.kinds import Draft
from holdfire.reports import triage


@pytest.fixture
def three(desk):
    desk.take(row(0), row(1), row(2, language="ar"))
    with desk.book.reading() as connection:
        return desk, sorted(triage.waiting(connection))


def say(desk, reports, state):
    return desk.book.submit(lambda c: [triage.triage(c, reports, state)], desk.intake_key)[0].index


def waiting(desk, at=None, **asked):
    with desk.book.reading() as connection:
        found = triage.waiting(connection, at, **asked)
        assert triage.count(connection, at, **asked) == len(found)
    return found


def test_all_wait_the_last_to_come_in_first(three):
    desk, found = three
    assert waiting(desk) == found[::-1]


def test_what_is_accepted_or_set_aside_waits_no_more_and_can_be_put_back(three):
    desk, (a, b, c) = three
    say(desk, [a], "accepted")
    entry = say(desk, [b, c], "set aside")
    assert waiting(desk) == []
    assert waiting(desk, entry) == [c, b], "as it was before that"
    with desk.book.reading() as connection:
        assert triage.states(connection, [a, b, c])[b] == ("set aside", entry)
    say(desk, [c], "waiting")
    assert waiting(desk) == [c]
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before


def test_by_source_and_language_and_among_some(three):
    desk, (a, b, c) = three
    assert waiting(desk, language="ar") == [c]
    assert waiting(desk, source="Post 1") == [b]
    assert waiting(desk, among=[a]) == [a]
    assert waiting(desk, among=[]) == []


def test_what_is_set_aside_stays_in_counts_and_incidents(three):
    desk, found = three
    desk.link()
    before = [i.reports for i in desk.incidents()]
    say(desk, found, "set aside")
    desk.link()
    assert [i.reports for i in desk.incidents()] == before


def test_a_correction_waits_anew(three):
    desk, (a, b, c) = three
    say(desk, [a, b, c], "accepted")
    desk.take(row(0, text="EXERCISE. Shelling, put right."))
    (new,) = waiting(desk)
    assert new > c


def test_of_what_is_no_report(three):
    desk, (a, *_) = three
    with pytest.raises(NotFound):
        say(desk, [a, 0], "accepted")
    with pytest.raises(BadInput):
        say(desk, [], "accepted")
    with pytest.raises(BadInput):
        say(desk, [a] * (triage.MOST + 1), "accepted")


def test_other_words_say_nothing(three):
    desk, (a, *_) = three
    for open_ in ({"state": "burnt"}, {}, {"state": ["accepted"]}):
        desk.book.submit(lambda _c, o=open_: [Draft("triage", o, refs=(a, 0))], desk.intake_key)
    assert a in waiting(desk)
    desk.book.check(workers=1)
