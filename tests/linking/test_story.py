"""An incident's history, and a verdict that is taken back."""

import pytest

from desk import row
from holdfire.errors import NotFound
from holdfire.linking import repo, story
from holdfire.linking.model import Verdict
from holdfire.reports.model import ClaimId

A, B, C = (ClaimId(n, 0) for n in (2, 3, 4))


@pytest.fixture
def linked(file_desk):
    """Three reports of one thing, entries 2 to 4; entry 5 is the file that they came in, entry 6 the run."""
    file_desk.take(row(0), row(1), row(2))
    file_desk.link()
    return file_desk


def told(desk, incident="i2", size=None):
    with desk.book.reading() as connection:
        return story.states(connection, incident, desk.book.size() if size is None else size)


def together(desk):
    return {tuple(m.entry for m in i.members) for i in desk.incidents()}


def test_a_verdict_taken_back_leaves_the_pair_to_the_machine_again(linked):
    before = together(linked)
    linked.judge(A, B, Verdict.NOT_SAME)
    assert together(linked) != before
    linked.judge(A, B, Verdict.WITHDRAWN)
    assert together(linked) == before
    with linked.book.reading() as connection:
        assert repo.verdicts(connection) == []
        assert [v.verdict for v in repo.verdicts(connection, 8)] == [Verdict.NOT_SAME]
    dumped = linked.dump()
    linked.book.rebuild()
    assert linked.dump() == dumped


def test_there_must_be_a_verdict_to_take_back(linked):
    size = linked.book.size()
    with pytest.raises(NotFound) as e:
        linked.judge(A, B, Verdict.WITHDRAWN)
    assert (e.value.code, linked.book.size()) == ("verdict-missing", size)


def test_a_withdrawn_verdict_cannot_be_withdrawn_again(linked):
    linked.judge(A, B, Verdict.NOT_SAME)
    linked.judge(A, B, Verdict.WITHDRAWN)
    with pytest.raises(NotFound):
        linked.judge(A, B, Verdict.WITHDRAWN)


def test_the_first_state_has_all_its_claims_joining_from_nowhere(linked):
    (first,) = told(linked)
    assert (first.made, first.ended, first.verdict) == (6, None, None)
    assert first.joined == ((A, ""), (B, ""), (C, ""))
    assert first.left == first.corrected == ()


def test_a_judgement_that_moves_a_claim_says_who_left_and_where_to(linked):
    linked.judge(A, C, Verdict.NOT_SAME)
    _, second = told(linked)
    assert (second.verdict.entry, second.made) == (7, 8)
    assert (second.verdict.a, second.verdict.b, second.verdict.verdict) == (A, C, Verdict.NOT_SAME)
    (gone,) = second.left
    with linked.book.reading() as connection:
        assert gone[1] == repo.of_claim(connection, gone[0]) != "i2"
    linked.judge(A, C, Verdict.WITHDRAWN)
    *_, third = told(linked)
    assert third.joined == (gone,), "it came back from there"
    assert third.verdict.verdict is Verdict.WITHDRAWN


def test_a_correction_and_a_new_report_are_told_apart(linked):
    linked.take(row(1, killed=[3, 3, 3], text="EXERCISE. Corrected."), row(6, source="Post 6"))
    linked.link()
    *_, last = told(linked)
    assert last.corrected == (B,)
    assert [c.entry for c, _ in last.joined] == [8]


def test_the_past_knows_no_later_state(linked):
    linked.judge(A, C, Verdict.NOT_SAME)
    assert [s.ended for s in told(linked)] == [8, None]
    assert [s.ended for s in told(linked, size=8)] == [None]
    assert told(linked, "i99") == []
