"""A visit lifts a matter to the top of the verification ladder when somebody of each side says that it was there."""

from __future__ import annotations

import datetime as dt

import pytest

from desk import AGREEMENT
from holdfire.agreement.load import load
from holdfire.casework import acts, finding
from holdfire.casework.model import Case, Done, Evidence
from holdfire.casework.world import World
from holdfire.record.encoding import EPOCH

START = (dt.datetime(2031, 3, 13, 12, tzinfo=dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)
HOUR = 3_600_000_000
WORLD = World(load(AGREEMENT, "agreement"), START)
TEAM = ("kellan", "dorvia", "field-team")


def visit(entry, *signers, present=TEAM, start=START, hours=2, tasking=2):
    said = acts.Visit(start=start, end=start + hours * HOUR, place="The pass", present=present)
    return Done(entry, "c1", "visit", signers[0], signers, "member", START, entry - 1, tasking, "", 0, said)


def level(*visits):
    said = acts.Allegation(term="no-fire", accused="ridge-movement")
    opening = Done(1, "c1", "allegation", "kellan", ("kellan",), "member", START, None, 0, "", 0, said)
    return finding.level(WORLD, Case("c1", (opening, *visits)), Evidence(claims=1, origins=1))


def test_both_sides_sign_one_account():
    assert level(visit(3, "field-team", "kellan", "dorvia")) == "L4"


def test_each_side_gives_its_own_account():
    assert level(visit(3, "kellan"), visit(4, "dorvia", start=START + HOUR)) == "L4"


@pytest.mark.parametrize(
    "visits",
    [
        pytest.param((visit(3, "field-team"),), id="one body says who was there"),
        pytest.param((visit(3, "kellan"),), id="one side says that the other was there"),
        pytest.param((visit(3, "kellan"), visit(4, "kellan")), id="one side says it twice"),
        pytest.param((visit(3, "kellan"), visit(4, "dorvia", start=START + 9 * HOUR)), id="at another time"),
        pytest.param((visit(3, "kellan"), visit(4, "dorvia", tasking=9)), id="sent for something else"),
        pytest.param(
            (visit(3, "kellan", present=("kellan",)), visit(4, "dorvia", present=("dorvia",))),
            id="neither saw the other",
        ),
        pytest.param(
            (visit(3, "field-team", "dorvia", present=("kellan",)),), id="signed by who was not there"
        ),
    ],
)
def test_a_visit_at_which_one_side_alone_vouches_for_the_other_is_not_joint(visits):
    assert level(*visits) == "L3"
