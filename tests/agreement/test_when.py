from __future__ import annotations

import datetime as dt

import pytest

from holdfire.agreement.model import Instrument, Renewal
from holdfire.agreement.when import (
    by_id,
    groups_at,
    guarantors_at,
    members_at,
    position_at,
    side_at,
    state_at,
    status_at,
)


def day(text):
    return dt.date.fromisoformat(text)


def test_an_interval_holds_on_its_first_day_and_not_on_its_until(clean):
    reed = by_id(clean.actors)["reed-company"]
    assert status_at(reed, day("2030-01-31")) == "non-signatory"
    assert status_at(reed, day("2030-02-01")) == "adherent"


def test_a_status_nobody_knows_is_none(clean):
    assert status_at(by_id(clean.actors)["north-army"], day("2029-01-01")) is None


def test_a_member_has_the_side_and_guarantor_of_its_group_while_it_belongs(clean):
    assert side_at(clean, "reed-company", day("2030-03-01")) == "south"
    assert guarantors_at(clean, "reed-company", day("2030-03-01")) == ("osmund",)
    assert side_at(clean, "reed-company", day("2030-01-01")) is None
    assert guarantors_at(clean, "reed-company", day("2030-01-01")) == ()


def test_groups_in_a_ring_end_the_search(clean):
    south, reed = by_id(clean.actors)["south-league"], by_id(clean.actors)["reed-company"]
    back = south.model_copy(update={"memberships": (reed.memberships[0].model_copy(update={"of": reed.id}),)})
    ring = clean.model_copy(update={"actors": (back, reed)})
    assert groups_at(ring, reed.id, day("2030-03-01")) == ["reed-company", "south-league"]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2029-12-27", "draft"),
        ("2029-12-28", "agreed"),
        ("2030-01-01", "in force"),
        ("2030-12-31", "in force"),
        ("2031-01-01", "lapsed"),
    ],
)
def test_the_state_of_a_text_follows_from_its_dates(clean, on, state):
    assert state_at(clean.instruments[0], day(on)) == state


def test_a_text_that_renews_itself_does_not_lapse():
    text = Instrument(
        id="t",
        kind="memorandum",
        title="T",
        in_force=day("2030-01-01"),
        expires=day("2030-07-01"),
        renewal=Renewal(how="automatic"),
    )
    assert state_at(text, day("2033-01-01")) == "in force"


def test_a_text_without_dates_is_a_draft():
    assert state_at(Instrument(id="t", kind="draft", title="T"), day("2030-01-01")) == "draft"


def test_the_latest_position_by_the_end_of_the_day_counts(clean):
    assert position_at(clean, "south-league", "truce", day("2029-12-09")) is None
    assert position_at(clean, "south-league", "truce", day("2029-12-10")).stance == "withholds"
    assert position_at(clean, "south-league", "truce", day("2030-01-01")).stance == "accepts"


def test_members_hold_for_their_interval(clean):
    assert [member.actor for member in members_at(clean, day("2030-01-01"))][:2] == ["verria", "osmund"]
