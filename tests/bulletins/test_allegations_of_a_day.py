"""What a daily bulletin says of allegations: both directions in one frame, each once, silence as silence."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import AGREEMENT, DAY, MEMBERS, row
from holdfire.agreement.load import load
from holdfire.bulletins import daily_cases, data, render
from holdfire.bulletins.alleged import in_pairs, position
from holdfire.bulletins.document import Heading, Table
from holdfire.bulletins.figures import figures, of_pair
from holdfire.bulletins.gather import gather, names_of
from holdfire.bulletins.model import Alleged, Position
from holdfire.bulletins.words import OUTCOME, REPLY, STAND
from holdfire.casework import repo as casework
from holdfire.casework.acts import Assessment
from holdfire.casework.clocks import Clock
from holdfire.casework.model import Done

AGREED = load(AGREEMENT, "mechanism.yaml")
ACTORS = [a.id for a in AGREED.actors]
SECTIONS = ("replies", "positions", "determinations")
MARCH = [dt.date(2031, 3, n) for n in range(1, 24)]
FOUND = {
    dt.date(2031, 3, 2): {(88, "exempt", None), (101, "violation", None), (102, "violation", None)},
    dt.date(2031, 3, 3): {(137, "withdrawn", None)},
    dt.date(2031, 3, 4): {(118, "no violation", None), (119, "violation", None)},
    dt.date(2031, 3, 5): {(131, "not established", None), (132, "violation", None)},
    dt.date(2031, 3, 7): {(160, "violation", None), (161, "undetermined", "happened")},
    dt.date(2031, 3, 8): {(183, "contested", "exempt")},
}
"""What the exercise's bulletins say of the allegations about what began on a day."""


def gathered(book, day=DAY, at=None):
    with book.reading() as connection:
        return gather(connection, day, at)


def listed(bulletin):
    return [a for pair in bulletin.pairs for a in pair.alleged]


@pytest.mark.parametrize("day", FOUND, ids=str)
def test_the_exercise_comes_out_as_it_was_determined(exercise_book, day):
    found = {(a.entry, a.outcome, a.question) for a in listed(gathered(exercise_book, day))}
    assert found == FOUND[day]


def test_the_exercise_has_every_answer_and_names_who_denied_access(exercise_book):
    found = {a.entry: a for day in MARCH for a in listed(gathered(exercise_book, day))}
    assert {a.reply for a in found.values()} == {"admitted", "denied", "justified", "not yet"}
    assert (found[161].why, found[161].denied_by) == ("access denied", ("shore-army",))
    with exercise_book.reading() as connection:
        assert set(found) == {b.entry for b in casework.briefs(connection)}, "none is left out in the end"


def test_what_is_heard_and_what_was_made_on_a_day_is_of_that_day(exercise_book):
    entries = [a.entry for a in listed(gathered(exercise_book, dt.date(2031, 3, 16)))]
    assert sorted(entries) == [166, 167, 172, 180, 183]
    made = {a.entry: str(a.claimant) for a in listed(gathered(exercise_book, dt.date(2031, 3, 16)))}
    assert made[166] == "", "a date that passed is alleged by nobody"


def test_no_reply_by_the_deadline_is_neither_a_denial_nor_no_reply_yet(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    file_desk.act("notice", "isles-envoy", case, to="dorvia")
    assert listed(gathered(file_desk.book))[0].reply == "not yet"
    file_desk.book.clock.at += dt.timedelta(days=8)
    file_desk.act("roster", "kellan")
    assert listed(gathered(file_desk.book))[0].reply == "none"
    file_desk.act("reply", "ridge-movement", case, answer="denied", words="Not us.")
    assert listed(gathered(file_desk.book))[0].reply == "denied"


def test_what_the_agreement_only_records_says_so(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    key = {"term": "no-fire", "accused": "ridge-movement", "nature": "crime", "reason": "A robbery."}
    incident = file_desk.incidents()[0]
    file_desk.act(
        "allegation", "kellan", incident=incident.id, reports=list(incident.reports), gravity="minor", **key
    )
    (only,) = listed(gathered(file_desk.book))
    assert (only.outcome, only.track) == ("recorded", "crime")
    assert str(daily_cases.standing(gathered(file_desk.book), only)) == "recorded only, track: crime"


def test_both_directions_have_one_frame_in_the_order_of_the_sides(exercise_book):
    sides = [str(s.names["en"]) for s in AGREED.sides]
    for day in FOUND:
        found = gathered(exercise_book, day)
        assert [(str(p.claimant), str(p.accused)) for p in found.pairs][:2] == [
            (sides[0], sides[1]),
            (sides[1], sides[0]),
        ]
        frames = [
            [(f.section, f.status) for f in of_pair(found, p) if f.section in SECTIONS] for p in found.pairs
        ]
        assert all(frame == frames[0] for frame in frames)
        blocks = list(daily_cases.alleged(found))
        heads = [n for n, b in enumerate(blocks) if isinstance(b, Heading)]
        shapes = [
            [(len(b.columns), len(b.rows)) for b in blocks[n : n + 3] if isinstance(b, Table)] for n in heads
        ]
        assert all(shape == shapes[0] for shape in shapes)


def test_swapping_the_sides_swaps_the_figures_and_nothing_else(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    incident = file_desk.incidents()[0].id
    file_desk.allege(incident, by="kellan", accused="ridge-movement")
    file_desk.allege(incident, by="dorvia", accused="shore-army")
    found = gathered(file_desk.book)
    one, two = ([(f.section, str(f.status), f.value) for f in of_pair(found, p)] for p in found.pairs)
    assert [f for f in one if f[0] != "allegations"] == [f for f in two if f[0] != "allegations"]


def said(**answers):
    return Done(5, "c1", "assessment", "kellan", ("kellan",), "member", 0, 1, 1, "", 0, Assessment(answers))


YES = {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"}
LATE, EARLY = Clock("assess", 1, "kellan", 0, 10), Clock("assess", 1, "kellan", 0, 30)


@pytest.mark.parametrize(
    ("answers", "stand", "question"),
    [
        (YES, "yes", None),
        ({**YES, "happened": "no"}, "no", "happened"),
        ({**YES, "exempt": "yes"}, "no", "exempt"),
        ({**YES, "exempt": "yes", "accused": "no"}, "no", "exempt"),
        ({**YES, "accused": "cannot say"}, "cannot say", None),
        ({"happened": "yes"}, "cannot say", None),
    ],
)
def test_a_position_is_read_out_of_the_four_answers(answers, stand, question):
    assert position(said(**answers), LATE, 20, "kellan") == Position("kellan", stand, question, 5)


@pytest.mark.parametrize(("clock", "stand"), [(LATE, "silent"), (EARLY, "not yet"), (None, "not yet")])
def test_silence_is_no_position(clock, stand):
    assert position(None, clock, 20, "kellan") == Position("kellan", stand)


def test_an_erased_assessment_is_no_silence():
    assert position(said()._replace(absent=2), LATE, 20, "kellan").stand == "not held"


@st.composite
def allegations(draw):
    """Any number of allegations between any actors, with any reply, positions and outcome."""
    out = []
    for n in range(draw(st.integers(0, 12))):
        between = draw(st.sampled_from([("shore", "ridge"), ("ridge", "shore"), ("isles-envoy", "shore"),
                                        ("shore", "unknown"), ("", "ridge"), ("ridge", "ridge")]))  # fmt: skip
        members = draw(st.lists(st.sampled_from(MEMBERS), unique=True))
        out.append(
            Alleged(
                entry=n, case=f"c{n}", basis="incident", incident="i1", term="no-fire", claimant="kellan",
                accused="dorvia", between=between, made=DAY, reply=draw(st.sampled_from(list(REPLY))),
                positions=tuple(Position(m, draw(st.sampled_from(list(STAND)))) for m in members),
                outcome=draw(st.sampled_from(list(OUTCOME))), question=None, why="", denied_by=(), track="",
                determined=None, determined_on=None, dissents=(), acts=(n,),
            )
        )  # fmt: skip
    return out


@pytest.fixture(scope="session")
def empty_bulletin(exercise_book):
    return gathered(exercise_book, dt.date(2031, 2, 1))


@given(allegations())
def test_figures_add_up_to_what_was_alleged_and_no_allegation_stands_twice(empty_bulletin, found):
    from dataclasses import replace

    names = names_of(AGREED)
    b = replace(empty_bulletin, members=MEMBERS, names=names, pairs=tuple(in_pairs(AGREED, names, found)))
    assert Counter(a.entry for a in listed(b)) == Counter(a.entry for a in found)
    assert len(b.pairs) == len({(str(p.claimant), str(p.accused)) for p in b.pairs})
    keys = Counter(f.key for f in figures(b))
    assert set(keys.values()) <= {1}, "no figure is published twice"
    for pair in b.pairs:
        mine = [f for f in of_pair(b, pair) if f.section in SECTIONS]
        for item in {(f.section, str(f.item)) for f in mine}:
            rows = [f for f in mine if (f.section, str(f.item)) == item]
            rests = [r for f in rows for r in f.rests]
            assert len(rests) == len(set(rests)), "an allegation stands under one status"
            assert all(f.value == len(f.rests) for f in rows)
            if item[0] != "positions":
                assert sum(f.value for f in rows) == len(pair.alleged)
        share = [f for f in of_pair(b, pair) if f.section == "exemption share"]
        assert all(0 <= f.value <= 100 for f in share)


def test_only_what_was_alleged_has_a_figure_over_all_outcomes(exercise_book):
    for day in FOUND:
        rows = list(
            csv.DictReader(io.StringIO(render.table(gathered(exercise_book, day)).decode(), newline=""))
        )
        sums = {(r["section"], r["status"]) for r in rows if "total" in r["status"] or r["status"] == "all"}
        assert sums == set()
        for r in rows:
            assert r["section"] in {
                "published count", "answer to a count", "incidents", "withheld", "allegations", "replies",
                "positions", "determinations", "exemption share", "alerts", "responses",
            }  # fmt: skip


def test_the_share_of_exemptions_is_of_what_was_determined(exercise_book):
    found = gathered(exercise_book, dt.date(2031, 3, 2))
    shares = {str(f.item): (f.value, str(f.note)) for f in figures(found) if f.section == "exemption share"}
    assert shares == {
        "The Shore against The Ridge": (0, "0 of 1"),
        "The Ridge against The Shore": (50, "1 of 2"),
    }


def test_the_table_of_allegations_names_every_entry_about_each(exercise_book):
    found = gathered(exercise_book, dt.date(2031, 3, 7))
    table = data.allegations(found)
    keys = [c.key for c in table.columns]
    for a, r in zip(listed(found), table.rows, strict=True):
        line = dict(zip(keys, r, strict=True))
        assert line["entries"].split()[0] == line["allegation"] == str(a.entry)
        assert str(a.determined) in line["entries"].split()
        assert {str(p.entry) for p in a.positions if p.entry} <= set(line["entries"].split())


def test_an_allegation_is_withheld_for_as_long_as_its_incident(file_desk):
    end, day = dt.datetime(2031, 3, 24, 8, 20, tzinfo=dt.UTC), dt.date(2031, 3, 24)
    file_desk.book.clock.at = end
    file_desk.take(row(0, start="2031-03-24T06:00:00-02:00", end="2031-03-24T06:20:00-02:00"))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    found = gathered(file_desk.book, day)
    assert (found.pairs, found.alleged_withheld) == ((), 1)
    page = render.html(found).decode()
    assert "Withheld until the agreed delay is over: 1 allegations" in page
    assert not re.search(rf"\b{case}\b", page)
    file_desk.book.clock.at = end + dt.timedelta(days=2, minutes=1)
    file_desk.take(row(50, start="2031-03-26T09:00:00-02:00", end=None))
    assert [a.case for a in listed(gathered(file_desk.book, day))] == [case]


def test_alerts_say_what_was_tried_before_fire_was_returned(exercise_book):
    found = gathered(exercise_book, dt.date(2031, 3, 12))
    (alert,) = found.alerts
    assert alert.state == "began again"
    assert alert.tried == (("shore-army", 2, 0),)
    assert str(alert.area) == "East Shore"
    page = render.html(found).decode()
    assert "Shore Army fired back after 2 calls, 0 requests to stop" in page
    assert "Mortars from the hill" not in page, "an alert's own words may name a place too exactly"
    assert "Quern" not in page


def test_an_alert_is_withheld_until_the_delay_is_over(file_desk):
    file_desk.act("alert", "ridge-movement", place="Tarn", type="A1", accused="shore-army", words="Shots.")
    day = dt.date(2031, 3, 20)
    found = gathered(file_desk.book, day)
    assert (found.alerts, found.alerts_withheld) == ((), 1)
    assert "Withheld until the agreed delay is over: 1 alerts" in render.html(found).decode()
    file_desk.book.clock.at += dt.timedelta(days=2, minutes=1)
    file_desk.act("roster", "kellan")
    assert len(gathered(file_desk.book, day).alerts) == 1


def test_a_response_says_who_blocked_it(file_desk):
    file_desk.live()
    found = gathered(file_desk.book)
    (due,) = found.dues
    assert (due.step, due.blocked_by) == ("blocked", ("dorvia",))
    assert [(str(f.status), f.value) for f in figures(found) if f.section == "responses"] == [("blocked", 1)]


def test_a_response_that_is_late_is_overdue(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    case = file_desk.allege(file_desk.incidents()[0].id)
    for member in MEMBERS:
        file_desk.assess(case, member)
    file_desk.determine(case)
    due = file_desk.book.clock() + 10**9
    file_desk.act("response", "kellan", case, measure="apology", to="ridge-movement", what="Say so.", due=due,
                  check="A letter.")  # fmt: skip
    assert gathered(file_desk.book).dues[0].step == "proposed"
    file_desk.book.clock.at += dt.timedelta(hours=2)
    file_desk.act("roster", "kellan")
    assert gathered(file_desk.book).dues[0].step == "overdue"
