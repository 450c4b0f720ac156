"""Which claims are likely to tell of the same, and which pairs a person means by splitting or merging several."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.errors import Conflict
from holdfire.linking import entries, twins
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.reports.model import ClaimId

FAR = {"start": "2031-03-15T09:00:00-02:00", "end": "2031-03-15T09:20:00-02:00", "lon": -29.6, "lat": 29.9}


@pytest.fixture
def linked(file_desk):
    """Three reports of one thing, entries 2 to 4, and one of another, entry 5."""
    file_desk.take(row(0), row(1), row(2), row(3, **FAR))
    file_desk.link()
    return file_desk


def claim(n):
    return ClaimId(n, 0)


def pair(a, b):
    return frozenset((claim(a), claim(b)))


def near(desk, n):
    with desk.book.reading() as connection:
        return twins.twins(connection, [claim(n)])[claim(n)]


def test_the_likeliest_comes_first_with_its_link(linked):
    found = near(linked, 4)
    assert {t.claim for t in found} == {claim(2), claim(3)}
    chances = [t.link.probability for t in found]
    assert chances == sorted(chances, reverse=True)
    assert all(t.inside and t.link.reasons and not t.judged for t in found)
    assert near(linked, 5) == []


def test_one_tied_by_others_alone_is_named_without_a_probability(linked):
    linked.judge(claim(2), claim(3), Verdict.SAME)
    linked.judge(claim(3), claim(5), Verdict.SAME)
    by = {t.claim: t for t in near(linked, 5)}
    assert by[claim(3)].judged
    assert by[claim(2)].link is None
    assert by[claim(2)].inside


def test_splitting_some_pairs_them_with_the_rest_of_their_incident(linked):
    with linked.book.reading() as connection:
        assert twins.apart(connection, [claim(3), claim(4)]) == {pair(2, 3), pair(2, 4)}
        assert twins.apart(connection, [claim(5)]) == set()


def test_merging_several_says_no_more_than_is_needed():
    every = [claim(n) for n in (4, 2, 3, 2)]
    assert twins.all_one(every, {}) == {pair(2, 3), pair(3, 4)}
    assert twins.all_one(every, {pair(2, 3): Verdict.SAME}) == {pair(3, 4)}


def test_several_verdicts_are_followed_by_one_run(linked):
    size = linked.book.size()
    said = {pair(2, 3): Verdict.SAME, pair(3, 5): Verdict.SAME}
    made = linked.book.submit(lambda c: entries.judge_all(c, said), linked.intake_key)
    assert [r.index for r in made] == [size, size + 1, size + 2]
    assert linked.book.size() == size + 3
    with pytest.raises(Conflict, match="verdicts-contradict"):
        linked.judge(claim(2), claim(5), Verdict.NOT_SAME)


def test_what_a_later_verdict_replaced_cannot_be_undone(linked):
    (first, _run) = linked.book.submit(
        lambda c: entries.judge(c, claim(2), claim(3), Verdict.SAME), linked.intake_key
    )
    linked.judge(claim(2), claim(3), Verdict.NOT_SAME)
    with linked.book.reading() as connection:
        (now,) = linking.verdicts(connection)
        assert entries.undone(connection, [now.entry]) == {pair(2, 3): Verdict.SAME}
        with pytest.raises(Conflict, match="undo-late"):
            entries.undone(connection, [first.index])
