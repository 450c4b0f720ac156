"""Two officers at once, each at a desk of its own with a connection of its own, on every engine."""

from __future__ import annotations

import threading

import pytest

from desk import MEMBERS, YES, assessment, row
from holdfire.book import Book
from holdfire.casework import entries
from holdfire.errors import HoldfireError
from holdfire.record import parcel, repo


@pytest.fixture
def opened(desk):
    desk.take(row(0), row(1))
    desk.link()
    desk.allege(desk.incidents()[0].id)
    return desk


def at_once(desk, *works):
    """Do each work on a book opened for it alone, all from one starting line: what came of each, as a code or ""."""
    line, came = threading.Barrier(len(works)), [None] * len(works)

    def run(n, work):
        book = Book(desk.book.url, desk.book.keys, desk.book.clock)
        line.wait(30)
        try:
            came[n] = desk.refused(work(book))
        except HoldfireError as e:
            came[n] = e.code

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return came


def act(desk, kind, actor, **said):
    """Draft by what stands when the turn has come, as a desk on the host does."""
    case = desk.cases[0]
    body = entries.form(kind, said)

    def work(book):
        def build(connection):
            head, at = desk_head[case], book.clock()
            return entries.draft(
                connection, kind, body, actor=actor, at=at, case=case, about=int(case[1:]), head=head
            )

        return book.submit(build, desk.members[actor])[0].index

    desk_head = {case: desk.case(case).head}
    return work


def judge(desk, actor):
    """Determine with every signature, over the case as it stood before."""
    case = desk.cases[0]
    head, others = desk.case(case).head, tuple(m for m in MEMBERS if m != actor)

    def work(book):
        def build(connection):
            at = book.clock()
            return entries.determine(connection, case, actor=actor, at=at, head=head, signers=others)

        return book.submit(build, *(desk.members[m] for m in (actor, *others)))[0].index

    return work


def demand_whole(desk, grown):
    """Nothing is lost, nothing is there twice, the record is intact, and a rebuild gives the same."""
    assert desk.book.size() == grown
    case = desk.case(desk.cases[0])
    assert len({a.entry for a in case.acts}) == len(case.acts)
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


def test_the_assessments_of_all_members_count_whoever_is_first(opened):
    size = opened.book.size()
    works = [
        act(opened, "assessment", m, **assessment(opened.accused(opened.cases[0]), m, {})) for m in MEMBERS
    ]
    assert at_once(opened, *works) == ["", "", ""]
    assert opened.case(opened.cases[0]).assessments(int(opened.cases[0][1:])).keys() == set(MEMBERS)
    demand_whole(opened, size + 3)


def test_of_two_determinations_one_counts_and_the_other_is_told(opened):
    for member in MEMBERS:
        opened.assess(opened.cases[0], member)
    opened.hear(opened.cases[0])
    for member in MEMBERS:
        opened.assess(opened.cases[0], member)
    size = opened.book.size()
    came = at_once(opened, judge(opened, "kellan"), judge(opened, "dorvia"))
    assert sorted(came) == ["", "allegation-closed"]
    assert len(opened.case(opened.cases[0]).of("determination")) == 1
    demand_whole(opened, size + 1)


def test_of_two_replies_by_the_accused_one_counts_and_the_other_is_told(opened):
    opened.act("notice", "isles-envoy", opened.cases[0], to="dorvia")
    size = opened.book.size()
    works = [act(opened, "reply", "ridge-movement", answer=a, words=a) for a in ("denied", "admitted")]
    assert sorted(at_once(opened, *works)) == ["", "done-already"]
    assert len(opened.case(opened.cases[0]).of("reply")) == 1
    demand_whole(opened, size + 1)


def test_of_two_that_must_have_seen_each_other_the_later_is_kept_as_refused(opened):
    case, size = opened.cases[0], opened.book.size()
    head = opened.case(case).head
    team = ["kellan", "dorvia"]

    def task(actor):
        body = entries.form("tasking", {"team": team, "task": "Look."})

        def build(connection):
            at = opened.book.clock()
            return entries.draft(connection, "tasking", body, actor=actor, at=at, case=case, head=head)

        return lambda book: book.submit(build, opened.members[actor])[0].index

    assert sorted(at_once(opened, task("kellan"), task("dorvia"))) == ["", "head-stale"]
    demand_whole(opened, size + 3)  # with the log's word on the one that does not count


def test_one_response_handed_in_twice_at_once_stands_once(opened):
    case = opened.cases[0]
    body = entries.form("assessment", assessment("ridge-movement", "kellan", {}))
    request = opened.book.request(
        lambda c: entries.draft(
            c, "assessment", body, actor="kellan", at=opened.book.clock(), case=case, about=int(case[1:])
        )
    )
    response = parcel.sign(request, opened.members["kellan"])
    size = opened.book.size()
    came = at_once(opened, *[lambda book: book.take(response).index] * 3)
    assert sorted(came) == ["", "entry-there", "entry-there"]
    assert opened.case(case).assessments(int(case[1:]))["kellan"].answers == YES
    demand_whole(opened, size + 2)


def test_an_assessment_against_a_withdrawal_never_both(opened):
    opened.act("notice", "isles-envoy", opened.cases[0], to="dorvia")
    works = [
        act(opened, "assessment", "dorvia", **assessment("ridge-movement", "dorvia", {})),
        act(opened, "withdrawal", "kellan", reason="Settled."),
    ]
    came = at_once(opened, *works)
    case = opened.case(opened.cases[0])
    with opened.book.reading() as connection:
        assert repo.size(connection) == opened.book.size()
    assert sorted(came) in (["", "allegation-closed"], ["", "head-stale"])
    assert len(case.of("assessment")) + len(case.of("withdrawal")) == 1
