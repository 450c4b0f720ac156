"""The calendar of what begins, falls due and lapses."""

from __future__ import annotations

import datetime as dt

import pytest

from holdfire.agreement.dates import EVENTS, calendar
from holdfire.agreement.model import Renewal


def test_the_calendar_has_every_day_that_the_agreement_names_earliest_first(clean):
    assert [(d.day.isoformat(), d.event, d.of) for d in calendar(clean)] == [
        ("2030-01-01", "in force", "truce"),
        ("2030-01-01", "zone begins", "river-strip"),
        ("2030-01-05", "condition set", "bridge-if-quiet"),
        ("2030-02-01", "term due", "withdraw"),
        ("2031-01-01", "renewal due", "truce"),
        ("2031-01-01", "zone ends", "river-strip"),
    ]


@pytest.mark.parametrize(
    ("how", "event"),
    [
        ("automatic", "renews itself"),
        ("by agreement", "renewal due"),
        ("not renewed", "lapses"),
        (None, "lapses"),
    ],
)
def test_what_becomes_of_a_text_at_its_end_depends_on_its_renewal(clean, how, event):
    text = clean.instruments[0].model_copy(update={"renewal": how and Renewal(how=how)})
    found = calendar(clean.model_copy(update={"instruments": (text,)}))
    assert [d.event for d in found if d.day == dt.date(2031, 1, 1) and d.of == "truce"] == [event]


def test_members_join_and_leave(clean):
    first, *others = clean.rules.members
    gone = first.model_copy(update={"since": dt.date(2030, 1, 1), "until": dt.date(2030, 5, 1)})
    rules = clean.rules.model_copy(update={"members": (gone, *others)})
    found = {(d.event, d.of) for d in calendar(clean.model_copy(update={"rules": rules}))}
    assert {("member joins", "verria"), ("member leaves", "verria")} <= found


def test_every_event_has_words(clean):
    assert {d.event for d in calendar(clean)} <= EVENTS.keys()
