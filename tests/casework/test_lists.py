"""Lists that the database filters, orders, counts and cuts give what the rules give over everything."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import Desk, row
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.agreement.words import STEPS
from holdfire.casework import lists, repo
from holdfire.casework.status import of_case, of_incident
from holdfire.casework.turn import turn
from holdfire.casework.words import TRACKS
from holdfire.errors import NotFound
from holdfire.linking import repo as linking

ALL = lists.Page(10_000)
ACTORS = ("kellan", "dorvia", "isles-envoy", "field-team", "shore-army", "ridge-movement", "shore-government")
HOUR = 3_600_000_000
filters = st.fixed_dictionaries(
    {
        "actor": st.sampled_from(("", "unknown", *ACTORS)),
        "status": st.sampled_from(("", "alleged", "withdrawn", *lists.NAMES)),
        "gravity": st.sampled_from(("", "minor", "serious", "grave")),
        "track": st.sampled_from(("", *TRACKS)),
    }
)
pages = st.builds(lists.Page, st.integers(1, 7), st.integers(0, 20), st.none())


@pytest.fixture(scope="session")
def book(exercise_book):
    with exercise_book.reading() as connection:
        yield connection


def whose(connection, actor, at, now):
    agreement = agreement_repo.current(connection, at).agreement
    return turn(agreement, actor, day_of(agreement, now))


sizes = st.one_of(st.none(), st.integers(40, 400))


@settings(deadline=None, max_examples=150)
@given(wanted=filters, page=pages, at=sizes, who=st.sampled_from(("", *ACTORS)))
def test_a_page_of_allegations_is_a_part_of_all_that_fit(book, wanted, page, at, who):
    now = repo.latest(book, at)
    mine = whose(book, who, at, now) if who else None
    found = [b for b in repo.briefs(book, at) if fits(b, **wanted)]
    if mine:
        soonest = {}
        for case, clock in repo.running(book, at):
            if mine.holds(clock):
                soonest.setdefault(case, clock.due)
        found = sorted((b for b in found if b.case in soonest), key=lambda b: (soonest[b.case], -b.entry))
    else:
        found = found[::-1]
    asked = lists.Wanted(**wanted, turn=mine)
    assert lists.count(book, at, asked) == len(found)
    assert lists.allegations(book, at, asked, page) == found[page.offset : page.offset + page.limit]


def fits(brief, actor, status, gravity, track):
    return (
        actor in ("", brief.claimant, brief.accused)
        and status in ("", of_case(brief))
        and gravity in ("", brief.gravity)
        and track in ("", brief.track)
    )


@settings(deadline=None, max_examples=150)
@given(
    who=st.sampled_from(("", *ACTORS)),
    state=st.sampled_from(("", *lists.STATES)),
    step=st.sampled_from(("", *STEPS)),
    gravity=st.sampled_from(("", "minor", "serious", "grave")),
    track=st.sampled_from(("", *TRACKS)),
    page=pages,
    at=sizes,
    later=st.integers(0, 900),
)
def test_a_page_of_clocks_is_a_part_of_all_that_run(book, who, state, step, gravity, track, page, at, later):
    now = repo.latest(book, at) + later * HOUR
    mine = whose(book, who, at, now) if who else None
    cases = {b.case for b in repo.briefs(book, at) if fits(b, "", "", gravity, track)}
    found = [
        r
        for r in repo.running(book, at)
        if (r.clock.step != "quiet" or not r.clock.is_overdue(now))
        and (mine is None or mine.holds(r.clock))
        and state in ("", r.clock.state(now))
        and step in ("", r.clock.step)
        and (not (gravity or track) or r.case in cases)
    ]
    asked = lists.Due(now, mine, state, step, gravity, track)
    assert lists.due(book, at, asked, page) == found[page.offset : page.offset + page.limit]
    overdue = sum(r.clock.is_overdue(now) for r in found)
    assert lists.count_due(book, at, asked) == (len(found), overdue)


@settings(deadline=None, max_examples=60)
@given(page=pages, at=sizes, status=st.sampled_from(("", "none", "alleged", "several", *lists.NAMES)))
def test_a_page_of_incidents_is_a_part_of_all_with_that_status(book, page, at, status):
    cases = {}
    for brief in repo.briefs(book, at):
        cases.setdefault(brief.incident, []).append(brief)
    found = [(i, of_incident(cases.get(i.id, ()))) for i in linking.incidents(book, at)]
    assert lists.incidents_by_status(book, at, lists.Happened()) == Counter(key for _, key in found)
    fitting = [x for x in found if status in ("", x[1])]
    read = lists.incidents(book, at, lists.Happened(), status, page)
    assert read == fitting[page.offset : page.offset + page.limit]


def test_days_and_what_may_be_shown_narrow_every_list(book):
    (first, second), cases = linking.incidents(book)[:2], [b.case for b in repo.briefs(book)]
    happened = lists.Happened(first.when.start, first.when.start + 1)
    assert first.id in [i.id for i, _ in lists.incidents(book, None, happened, "", ALL)]
    among = lists.Happened(among=[second.id])
    assert [i.id for i, _ in lists.incidents(book, None, among, "", ALL)] == [second.id]
    assert set(lists.incidents_by_status(book, None, lists.Happened(cases=()))) == {"none"}
    only = lists.Wanted(among=cases[:1])
    assert {b.case for b in lists.allegations(book, None, only, ALL)} == {cases[0]}
    assert lists.count(book, None, lists.Wanted(among=())) == 0
    due = lists.Due(repo.latest(book), among=cases[:1])
    assert {r.case for r in lists.due(book, None, due, ALL)} <= {cases[0]}
    assert lists.count_alerts(book, None, lists.Raised(among=())) == 0


def test_an_alert_is_open_until_firing_was_stopped_for_a_day(desk):
    raised = [desk.act("alert", "ridge-movement", place="Tarn", type="A1", words="Shots.") for _ in range(3)]
    desk.act("firing", "dorvia", f"a{raised[0]}", state="stopped")
    desk.act("firing", "dorvia", f"a{raised[1]}", state="stopped")
    desk.act("firing", "dorvia", f"a{raised[1]}", state="began again")
    with desk.book.reading() as connection:
        now = repo.latest(connection)

        def ids(later):
            wanted = lists.Raised(now + later * HOUR)
            found = [a.id for a in lists.alerts(connection, None, wanted, ALL)]
            assert lists.count_alerts(connection, None, wanted) == len(found)
            return found

        assert ids(0) == [f"a{n}" for n in reversed(raised)]
        assert ids(25) == [f"a{raised[2]}", f"a{raised[1]}"]
        assert lists.count_alerts(connection, None, lists.Raised()) == 3


def test_the_lists_are_the_same_on_every_engine(desk: Desk):
    desk.take(*(row(n) for n in range(3)))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    desk.act("notice", "isles-envoy", case, to="dorvia")
    with desk.book.reading() as connection:
        now = repo.latest(connection)
        mine = whose(connection, "dorvia", None, now)
        assert [b.case for b in lists.allegations(connection, None, lists.Wanted(turn=mine), ALL)] == [case]
        shown = lists.due(connection, None, lists.Due(now, mine), ALL)
        assert [r.clock.step for r in shown] == ["acknowledge", "assess", "reply", "determine"]
        assert lists.count_due(connection, None, lists.Due(now + 400 * HOUR, mine)) == (4, 4)
        ((incident, status),) = lists.incidents(connection, None, lists.Happened(), "", ALL)
        assert (incident.id, status) == (desk.incidents()[0].id, "alleged")
        assert lists.whom(connection, None) == ["dorvia", "isles-envoy", "kellan", "ridge-movement"]


def test_an_actor_that_nobody_knows_has_no_turn(book):
    with pytest.raises(NotFound) as e:
        whose(book, "nobody", None, repo.latest(book))
    assert e.value.code == "actor-missing"


def test_an_observer_notifies_and_does_not_determine(book):
    found = whose(book, "field-team", None, repo.latest(book))
    assert found.shared == {"notify", "report"}
    assert found.behalf == {"field-team"}


def test_a_guarantor_answers_for_its_side_and_assesses_for_nobody_else(book):
    found = whose(book, "dorvia", None, repo.latest(book))
    of = {r.clock.whom: r.clock for r in repo.running(book) if r.clock.step == "reply"}
    assert "ridge-movement" in found.behalf
    assert "unknown" in found.behalf
    assert all(found.holds(c) for whom, c in of.items() if whom in found.behalf)
    mine = next(r.clock for r in repo.running(book) if r.clock.step == "assess" and r.clock.whom == "kellan")
    assert not found.holds(mine)
