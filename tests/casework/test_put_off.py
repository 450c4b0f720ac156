"""Whoever was asked for access and puts it off has not answered, whatever it said before: its clock runs on."""

from __future__ import annotations

import pytest

from desk import AGREEMENT
from holdfire.agreement.load import load
from holdfire.casework import acts, finding
from holdfire.casework.clocks import clocks
from holdfire.casework.model import Case, Done
from holdfire.casework.world import World

START = 1_931_000_000_000_000
HOUR = 3_600_000_000
WORLD = load(AGREEMENT, "agreement")


def done(entry, kind, actor, body, about=0):
    head = entry - 1 if entry > 1 else None
    return Done(entry, "c1", kind, actor, (actor,), "member", START + entry * HOUR, head, about, "", 0, body)


def asked(*answers):
    """A case in which the army was asked for access, and answered so, one hour after the other."""
    said = acts.Allegation(term="no-fire", accused="ridge-movement", gravity="grave")
    return Case(
        "c1",
        (
            done(1, "allegation", "kellan", said),
            done(2, "tasking", "kellan", acts.Tasking(team=("field-team",), task="Look.")),
            done(3, "access-request", "kellan", acts.AccessRequest(of="shore-army"), 2),
            *(done(4 + n, "access", "shore-army", acts.Access(answer=a), 3) for n, a in enumerate(answers)),
        ),
    )


def deniers(case, hours):
    return finding.deniers(World(WORLD, START + hours * HOUR), case)


@pytest.mark.parametrize("answers", [(), ("delayed",), ("denied", "delayed"), ("granted", "delayed")])
def test_who_puts_it_off_past_its_deadline_has_not_given_access(answers):
    (clock,) = (c for c in clocks(WORLD, asked(*answers)) if c.step == "access")
    assert clock.done is None
    assert deniers(asked(*answers), 8) == (), "there is time yet"
    assert deniers(asked(*answers), 2000) == ("shore-army",)


@pytest.mark.parametrize("answers", [("granted",), ("delayed", "granted"), ("denied", "granted")])
def test_who_gave_it_in_the_end_is_not_named(answers):
    assert deniers(asked(*answers), 2000) == ()


@pytest.mark.parametrize("answers", [("denied",), ("delayed", "denied"), ("granted", "denied")])
def test_who_denies_it_is_named_at_once(answers):
    assert deniers(asked(*answers), 8) == ("shore-army",)
