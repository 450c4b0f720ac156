"""What surrounds many cases, read at once, is what surrounds each of them."""

from __future__ import annotations

import pytest

from desk import MEMBERS, Desk, row
from holdfire.casework import repo
from holdfire.casework.escalation import reached
from holdfire.casework.surroundings import Rests, Worlds, evidence, surroundings
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.record import repo as record


@pytest.fixture(params=["exercise_book", "lived_in"])
def connection(request):
    given = request.getfixturevalue(request.param)
    with getattr(given, "book", given).reading() as opened:
        yield opened


def said_in(cases):
    return [case.alleged(a.entry) for case in cases for a in case.allegations]


def test_evidence_read_at_once_is_what_each_reads_at_every_size(connection):
    said = said_in(repo.cases(connection))
    rests = Rests(connection, said)
    assert len(said) > 1
    for at in (None, *range(1, record.size(connection), 7)):
        for each in said:
            assert rests.evidence(each, at) == evidence(connection, each, at)
            assert rests.incident(each.incident, at) == linking.get(connection, each.incident, at)


def test_the_worlds_of_all_cases_are_the_world_of_each(connection):
    size = record.size(connection)
    for at in (None, size // 2, size * 3 // 4):
        now = repo.latest(connection, at)
        cases = repo.cases(connection, at)
        worlds = Worlds(connection, cases, now, at)
        for case in cases:
            mine, one = worlds.of(case), surroundings(connection, case, now, at)
            assert (mine.agreement, mine.now, mine.away) == (one.agreement, one.now, one.away)
            assert mine.whole() == one.whole()
            assert reached(mine, case) == reached(one, case)
            for said in said_in([case]):
                assert mine.evidence(said) == one.evidence(said)
                assert list(mine.earlier(said.accused)) == list(one.earlier(said.accused))
                assert mine.owed(said.term, said.accused) == one.owed(said.term, said.accused)


def test_they_are_the_same_on_every_engine_and_after_an_incident_was_joined(desk: Desk):
    desk.take(row(0), row(1, start="2031-03-12T06:00:00-02:00", end="2031-03-12T06:20:00-02:00"))
    desk.link()
    for incident in desk.incidents():
        desk.allege(incident.id)
    desk.judge(*desk.claims(), Verdict.SAME)
    desk.link()
    desk.act("walkout", "dorvia", reason="Enough.")
    with desk.book.reading() as connection:
        cases = repo.cases(connection)
        assert len(cases) == 2
        worlds = Worlds(connection, cases, repo.latest(connection))
        for case in cases:
            (said,) = said_in([case])
            assert worlds.of(case).evidence(said) == evidence(connection, said)
            assert worlds.of(case).away == {"dorvia"} < set(MEMBERS)


def test_cases_are_read_by_name_in_the_order_of_the_log(connection):
    every = repo.cases(connection)
    named = [c.id for c in every[::-2]]
    assert [c.id for c in repo.cases(connection, None, named)] == [c.id for c in every if c.id in named]
    assert [c.acts for c in repo.threads(connection, named)] == [
        next(c.acts for c in every if c.id == n) for n in named
    ]
    assert repo.cases(connection, None, []) == []


def test_a_case_is_astir_while_a_clock_runs_or_after_an_act(connection):
    size = record.size(connection)
    running = {r.case for r in repo.running(connection) if r.case.startswith("c")}
    asked = {d.case for d in repo.of_kind(connection, "response")}
    assert set(repo.astir(connection, size, 0)) == running | asked
    every = {c.id for c in repo.cases(connection)}
    assert set(repo.astir(connection, 0, 0)) == every
    assert set(repo.astir(connection, 0, repo.latest(connection) + 1)) == running | asked
