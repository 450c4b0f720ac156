"""Who is of the side of some parties, as spans of time."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.load import load
from holdfire.agreement.nearness import nearness
from holdfire.agreement.when import first_instant, groups_at, side_at

EXAMPLES = Path(__file__).parents[2] / "examples"
AGREEMENTS = {
    path.parent.name if path.stem == "mechanism" else path.stem: load(path.read_bytes(), path.name)
    for path in sorted(EXAMPLES.glob("*/*.yaml"))
    if path.stem == "mechanism" or path.parent.name == "mechanisms"
}


def of_the_side(agreement, parties, actor, day):
    sides = {side_at(agreement, p, day) for p in parties} - {None}
    belongs = set(parties) & set(groups_at(agreement, actor, day))
    return bool(belongs) or side_at(agreement, actor, day) in sides


@given(
    st.sampled_from(sorted(AGREEMENTS)),
    st.data(),
    st.dates(dt.date(2001, 1, 1), dt.date(2035, 1, 1)),
)
def test_spans_say_of_every_day_what_the_agreement_says(name, data, day):
    agreement = AGREEMENTS[name]
    parties = data.draw(st.sets(st.sampled_from([a.id for a in agreement.actors]), min_size=1, max_size=3))
    at = first_instant(agreement, day)
    near = {
        n.actor
        for n in nearness(agreement, parties)
        if (n.since is None or n.since <= at) and (n.until is None or at < n.until)
    }
    assert near == {a.id for a in agreement.actors if of_the_side(agreement, parties, a.id, day)}


@pytest.mark.parametrize("name", sorted(AGREEMENTS))
def test_no_two_spans_of_an_actor_touch(name):
    agreement = AGREEMENTS[name]
    for party in (a.id for a in agreement.actors):
        found = nearness(agreement, [party])
        assert party in {n.actor for n in found}
        for one, other in itertools.pairwise(found):
            assert one.actor != other.actor or (one.until is not None and other.since is not None)
            assert one.actor != other.actor or one.until < other.since
