"""What may be published of the figures."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.measures.measure import figures
from holdfire.measures.outcomes import SORTS
from holdfire.measures.publish import ALL, HELD

CELLS = st.dictionaries(
    st.tuples(st.sampled_from(SORTS[:2]), st.sampled_from("abcd"), st.sampled_from(["shore", "ridge"])),
    st.integers(1, 9),
    max_size=8,
)
OUTCOMES = CELLS.map(lambda cells: [cell for cell, n in cells.items() for _ in range(n)])


def outcome_figures(found):
    return {(f.by, f.of, f.measure): f for f in found if f.family == "outcome"}


def test_a_total_below_five_is_held_back_with_all_its_parts(matter, ground):
    found = figures(ground([matter("violation") for _ in range(4)]), publish=True)
    outcome = [f for f in found if f.family == "outcome"]
    assert {f.by for f in outcome} == {""}
    assert all((f.value, f.low, f.high, f.n, f.note) == (None, None, None, None, HELD) for f in outcome)


def test_who_is_a_member_sees_it_whole(matter, ground):
    found = figures(ground([matter("violation") for _ in range(4)]))
    assert {f.value for f in found if f.measure == "outcome.violation"} == {1}
    assert all(f.note != HELD for f in found)


def test_three_assessments_of_two_allegations_are_two(play, ground):
    """A count of six answers is no large number where they are about two allegations."""
    said = play.allege()
    for member in ("kellan", "dorvia", "isles-envoy"):
        play.assess(3, said, member)
    two = [*play.matters(9), *play.matters(9)]
    found = figures(ground(two), publish=True)
    assert {f.n for f in found if f.family == "answer.happened"} == {None}


def test_no_entries_and_no_strata_are_published(matter, ground):
    found = figures(ground([matter("violation") for _ in range(40)]), publish=True)
    assert found
    assert not any(f.entries or f.by == "stratum" for f in found)


def test_replies_are_published_by_pair_and_not_again_by_what_would_add_up_to_it(matter, ground):
    found = figures(ground([matter(reply="denied") for _ in range(40)]), publish=True)
    assert {f.by for f in found if f.family == "reply"} == {"", "pair"}
    assert not {f.by for f in found if f.family == "step.reply"} & {"whom", "claimant", "accused"}


@given(OUTCOMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_small_number_follows_from_what_is_shown_and_its_total(matter, ground, made):
    found = outcome_figures(
        figures(ground([matter(o, area=area, accused_side=side) for o, area, side in made]), publish=True)
    )
    for split in ("claimant", "accused", "area", "gravity"):
        for sort in SORTS:
            mine = [f for (by, _, m), f in found.items() if by == split and m == f"outcome.{sort}"]
            shown = [round(f.value * f.n) for f in mine if f.n is not None]
            assert all(k == 0 or k >= 5 for k in shown)
            whole = found["", "", f"outcome.{sort}"] if made else None
            if mine and whole.n is not None:
                left = round(whole.value * whole.n) - sum(shown)
                assert left == 0 or left >= 5
                assert sum(f.n is None and f.of != ALL for f in mine) != 1
