"""Invented cases under an agreement: who can block what, what stands still, how long cases take."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from holdfire.agreement.lints import lint
from holdfire.agreement.load import load
from holdfire.agreement.model_rules import Rules
from holdfire.casework.simulate import lasted, simulate
from holdfire.casework.simulated.behaviour import USUAL, Profile
from holdfire.casework.simulated.blocking import AGREED, Matter, attempt, blocks, ways_of
from holdfire.casework.simulated.course import Ended
from holdfire.casework.simulated.deadlocks import deadlocks
from holdfire.casework.simulated.play import accusable, sitting_on, sittings

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SIDE = {"north": "north-army", "south": "south-league"}
NO_CLOCKS = {gravity: {} for gravity in ("minor", "serious", "grave")}


def read(path):
    return load(path.read_bytes(), path.name)


CLEAN = read(ROOT / "tests" / "agreement" / "clean.yaml")


def ruled(**rules):
    """Give the agreement without gaps, with some of its rules changed."""
    document = CLEAN.rules.model_dump(mode="json", exclude_defaults=True)
    changed = {name: rule for name, rule in {**document, **rules}.items() if rule is not None}
    return CLEAN.model_copy(update={"rules": Rules.model_validate(changed)})


def seats(*members):
    return [dict(zip(("actor", "role", "backs"), m, strict=False)) for m in members]


def blocked(agreement, finding="violation", besides=("claiming an exemption",)):
    """Who alone or together can keep a finding from being made, against whom, but for some ways."""
    (sitting,) = sittings(agreement)
    return {
        (block.who, block.against)
        for block in blocks(sitting)
        if block.finding == finding and set(block.ways) - set(besides)
    }


def accused_of(sitting, actor):
    return next(one for one in accusable(sitting) if one.actor == actor)


def stuck(agreement):
    return {each.code: each for each in deadlocks(agreement, sittings(agreement))}


def shares(done):
    return {actor: set(counts) for actor, counts in done.outcomes.items()}


# Who can block what.


def test_under_a_chair_no_member_but_the_chair_can_keep_a_violation_from_being_found():
    assert {who for who, _ in blocked(ruled(decision={"rule": "chair"}))} == {("lakes-union",)}


@pytest.mark.parametrize(
    "decision", [{"rule": "chair"}, {"rule": "k of n", "k": 3}, {"rule": "k of n", "k": 1}]
)
def test_under_any_rule_one_member_that_claims_an_exemption_makes_a_violation_contested(decision):
    """An exemption needs all of them, and is in dispute where some claim it."""
    assert {who for who, _ in blocked(ruled(decision=decision), besides=())} >= {
        (m.actor,) for m in CLEAN.rules.members
    }


def test_where_the_decision_rule_settles_exemptions_too_a_claim_alone_blocks_nothing():
    exemption = {"test": ["Is the target shown?"], "needs": "decision rule"}
    assert blocked(ruled(exemption=exemption), besides=()) == set()


def test_under_consensus_each_member_can_block_every_finding():
    agreement = ruled(decision={"rule": "consensus"})
    everybody = {(m.actor,) for m in CLEAN.rules.members}
    for finding in AGREED:
        assert {who for who, _ in blocked(agreement, finding)} == everybody


def test_any_three_of_four_find_without_the_fourth():
    assert blocked(ruled()) == set()
    assert blocked(ruled(), "not established") == set()


def test_two_who_back_one_side_can_block_together_what_neither_can_alone():
    members = seats(
        ("verria", "member", "north"), ("lakes-union", "member", "north"), ("osmund",), ("delta-court",)
    )
    found = blocked(ruled(members=members, quorum={"members": 1}))
    assert {who for who, _ in found} == {("verria", "lakes-union")}


def test_who_does_not_count_where_its_own_side_is_accused_can_block_nothing_there():
    consensus = {"decision": {"rule": "consensus"}, "closing": {"signed_by": "one member"}}
    found = blocked(ruled(**consensus, interest={"counts": False}))
    assert (("verria",), "north-army") not in found
    assert (("verria",), "south-league") in found


def test_who_does_not_count_need_not_sign_either():
    agreement = ruled(decision={"rule": "consensus"}, interest={"counts": False})
    (sitting,) = sittings(agreement)
    ways = set(ways_of(Matter(sitting, accused_of(sitting, "north-army"), "minor"), "violation", ("verria",)))
    assert ways == set()


def test_who_walks_out_blocks_a_consensus_unless_the_others_go_on():
    def by_walking_out(then):
        (sitting,) = sittings(ruled(decision={"rule": "consensus"}, walkout={"then": then}))
        return {b.who for b in blocks(sitting) if "walking out" in b.ways and b.finding == "violation"}

    assert by_walking_out("seat stays") == {(m.actor,) for m in CLEAN.rules.members}
    assert by_walking_out("others go on") == set()


def test_where_cases_wait_anybody_who_walks_out_stops_all_of_them():
    agreement = ruled(walkout={"then": "cases wait"})
    (sitting,) = sittings(agreement)
    assert {b.who for b in blocks(sitting) if "walking out" in b.ways} >= {
        (m.actor,) for m in CLEAN.rules.members
    }
    assert set(stuck(agreement)["cases-wait"].members) == {m.actor for m in CLEAN.rules.members}


def test_what_silence_blocks_depends_on_the_clock_of_that_gravity():
    clocks = CLEAN.rules.model_dump(mode="json", exclude_defaults=True)["clocks"]
    del clocks["grave"]["determine"]
    (sitting,) = sittings(ruled(clocks=clocks))
    silent = [b for b in blocks(sitting) if b.finding == "violation" and "staying silent" in b.ways]
    assert {b.gravities for b in silent} == {("grave",)}


DECISIONS = (
    {"rule": "consensus"},
    {"rule": "k of n", "k": 1},
    {"rule": "each side"},
    {"rule": "chair"},
    {"rule": "two named", "members": ["verria", "lakes-union"]},
    {"rule": "k of n", "k": 2},
    {"rule": "k of n", "k": 4},
)
QUORUMS = ({"members": 1}, {"members": 4}, {"members": 2, "each_side": True})
CLOSINGS = ({"signed_by": "one member"}, {"signed_by": "decision rule"})


OWN = {"north": "verria", "south": "osmund"}


def told(agreement, code):
    """Of which sides the linter tells something."""
    names = {side.id: side.name for side in agreement.sides}
    found = [str(f.words) for f in lint(agreement) if f.code == code]
    return {side for side in SIDE for words in found if f"“{names[side]}”" in words}


def variants(decision):
    for quorum, closing, counts in product(QUORUMS, CLOSINGS, (True, False)):
        yield ruled(decision=decision, quorum=quorum, closing=closing, interest={"counts": counts})


def can_block(agreement, side):
    """Whether a side's backer has a way against its own, but for claiming an exemption, which anybody has."""
    (sitting,) = sittings(agreement)
    matter = Matter(sitting, accused_of(sitting, SIDE[side]), "minor")
    return any(way != "claiming an exemption" for way in ways_of(matter, "violation", (OWN[side],)))


def finds_alone(agreement, side):
    (sitting,) = sittings(agreement)
    others = tuple(m.actor for m in sitting.panel if m.actor != OWN[side])
    came = [
        attempt(Matter(sitting, accused, "minor"), AGREED["violation"], others, None)
        for accused in accusable(sitting)
    ]
    return any(each.outcome == "violation" for each in came)


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_the_linter_and_the_rules_themselves_agree_on_whether_the_accused_can_block(decision):
    for agreement in variants(decision):
        if "interest-unreachable" not in {f.code for f in lint(agreement)}:
            assert told(agreement, "accused-can-block") == {
                side for side in SIDE if can_block(agreement, side)
            }


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_the_linter_and_the_rules_themselves_agree_on_whether_a_side_can_find_alone(decision):
    for agreement in variants(decision):
        assert told(agreement, "side-finds-alone") == {side for side in SIDE if finds_alone(agreement, side)}


# What stands still.


def test_under_an_agreement_without_gaps_nothing_stands_still_but_what_is_only_recorded():
    assert set(stuck(CLEAN)) == {"track-recorded"}


def test_in_syria_nothing_can_be_determined_for_there_is_no_decision_rule():
    syria = read(EXAMPLES / "syria-2016" / "mechanism.yaml")
    assert stuck(syria).keys() == {"no-decision-rule"}
    assert [[m.actor for m in s.panel] for s in sittings(syria)] == [
        ["russia", "turkey"],
        ["russia", "turkey", "iran"],
    ]
    done = simulate(syria, 20, 1)
    assert all(found == {"not determined: no-decision-rule"} for found in shares(done).values())
    assert not any(found for _, found in done.blocked)


def test_a_mission_that_only_observes_finds_nothing():
    osce = read(EXAMPLES / "mechanisms" / "osce-ukraine.yaml")
    assert stuck(osce).keys() == {"observe-only"}
    done = simulate(osce, 10, 1)
    assert all(found == {"not determined: observes-only"} for found in shares(done).values())


def test_without_a_clock_to_determine_a_silent_member_stops_a_case_and_so_does_a_silent_accused():
    found = stuck(ruled(clocks=NO_CLOCKS))
    assert set(found["silent-member"].members) == {m.actor for m in CLEAN.rules.members}
    assert found["silent-member"].rule.startswith("rules.clocks.minor.determine")
    assert found["never-heard"].gravities == ("minor", "serious", "grave")


def test_who_does_not_sign_keeps_a_case_open_only_where_it_has_no_deadline():
    named = {"rule": "two named", "members": ["verria", "lakes-union"]}
    assert "unsigned" not in stuck(ruled(decision=named))
    assert set(stuck(ruled(decision=named, clocks=NO_CLOCKS))["unsigned"].members) == {
        "verria",
        "lakes-union",
    }


@pytest.mark.parametrize(
    ("rules", "code", "rule"),
    [
        ({"quorum": {"members": 5}}, "no-quorum", "rules.quorum"),
        ({"decision": {"rule": "k of n", "k": 5}}, "decision-unreachable", "rules.decision"),
        (
            {"decision": {"rule": "each side"}, "interest": {"counts": False}},
            "interest-unreachable",
            "rules.interest.counts",
        ),
        ({"members": [{"actor": "verria", "role": "observer"}]}, "nobody-sits", "rules.members"),
        (
            {"outcomes": [{"outcome": "contested"}]},
            "table-without-violation",
            "rules.outcomes",
        ),
    ],
)
def test_what_can_never_be_found_is_laid_to_the_rule_that_causes_it(rules, code, rule):
    assert stuck(ruled(**rules))[code].rule == rule


def test_where_there_are_no_sides_no_bar_of_joint_visits_is_ever_reached():
    bar = {"origins": 1, "level": "L4"}
    agreement = ruled(
        evidence={"grave": bar},
        members=[{"actor": "verria"}, {"actor": "lakes-union"}],
        decision={"rule": "consensus"},
    )
    bare = [actor.model_copy(update={"sides": ()}) for actor in agreement.actors]
    found = stuck(agreement.model_copy(update={"sides": (), "actors": tuple(bare)}))
    assert found["below-the-bar"].gravities == ("grave",)


# How long cases take.


def test_the_same_seed_gives_the_same_cases_and_another_gives_others():
    first = simulate(CLEAN, 40, 7)
    assert first.ended == simulate(CLEAN, 40, 7).ended
    assert first.outcomes != simulate(CLEAN, 40, 8).outcomes


def test_under_consensus_a_member_that_always_stands_by_its_own_side_is_never_outvoted():
    agreement = ruled(decision={"rule": "consensus"}, confidence=None)
    done = simulate(agreement, 120, 1, profile=replace(USUAL, loyal=1.0))
    assert "violation" not in done.outcomes["north-army"]
    assert "violation" not in done.outcomes["south-league"]
    assert done.outcomes["reed-company"]["violation"] > 0, "nobody's own side"


def test_under_a_chair_who_backs_neither_side_violations_are_found_against_both_all_the_same():
    done = simulate(ruled(decision={"rule": "chair"}), 120, 1, profile=replace(USUAL, loyal=1.0))
    assert done.outcomes["north-army"]["violation"] > 0
    assert done.outcomes["south-league"]["violation"] > 0


HONEST = Profile(
    truth={"happened": 1.0, "covered": 1.0, "exempt": 0.0, "accused": 1.0},
    right=1.0,
    unsure=0.0,
    loyal=0.0,
    silent=0.0,
    replies=1.0,
    visits=0.0,
    denies=0.0,
    walks_out=0.0,
    crimes=0.0,
    accidents=0.0,
    confidence=(100, 100),
    pace=(0.5, 0.5),
)


def test_where_all_take_half_their_time_a_case_lasts_as_long_as_notice_and_reply_do():
    """Grave: notice after half of one hour, the reply half a day later; assessments come meanwhile."""
    done = simulate(ruled(evidence={}), 60, 1, profile=HONEST)
    assert {e.outcome for e in done.ended} == {"violation"}
    assert {round(e.days, 4) for e in done.ended if e.gravity == "grave"} == {round((0.5 + 12) / 24, 4)}
    assert {late for late, _ in done.late.values()} == {0}
    assert done.lasted["grave"].median_days == pytest.approx(0.52)


def test_a_silent_member_makes_every_case_last_until_its_time_limit():
    done = simulate(ruled(evidence={}), 60, 1, profile=replace(HONEST, silent=0.5))
    days = {"minor": 30, "serious": 14, "grave": 7}
    assert {e.days for e in done.ended if e.outcome} & set(days.values())
    assert all(e.days <= days[e.gravity] for e in done.ended if e.outcome)


def test_thin_evidence_leaves_matters_undetermined():
    bar = {"origins": 9, "level": "L0"}
    agreement = ruled(evidence=dict.fromkeys(("minor", "serious", "grave"), bar))
    assert {e.outcome for e in simulate(agreement, 30, 1, profile=HONEST).ended} == {"undetermined"}


def test_a_step_that_takes_longer_than_its_limit_is_late():
    done = simulate(ruled(evidence={}), 30, 1, profile=replace(HONEST, pace=(1.5, 1.5)))
    assert done.late["notify"] == (30, 30)


def test_crimes_and_accidents_are_recorded_and_nothing_comes_of_them():
    done = simulate(CLEAN, 30, 1, profile=replace(HONEST, crimes=1.0))
    assert all(found == {"not determined: track-recorded"} for found in shares(done).values())


def test_nine_of_ten_is_by_nearest_rank_and_only_of_those_determined():
    cases = [Ended("a", "minor", "violation", "", float(days), ()) for days in range(1, 11)]
    cases.append(Ended("a", "minor", "", "too-early", 365.0, ()))
    assert lasted(cases) == (11, 10, 5.5, 9.0)
    assert lasted([]) == (0, 0, None, None)


def test_a_day_chooses_the_panel():
    syria = read(EXAMPLES / "syria-2016" / "mechanism.yaml")
    done = simulate(syria, 1, 1, day=sittings(syria)[0].day)
    assert [m.actor for m in done.sitting.panel] == ["russia", "turkey"]
    assert len(done.blocked) == 1


def test_on_a_day_on_which_nobody_sits_nothing_is_drawn():
    colombia = read(EXAMPLES / "mechanisms" / "colombia-2016.yaml")
    done = simulate(colombia, 5, 1, day=colombia.rules.members[0].until)
    assert (done.sitting, list(done.ended), [d.code for d in done.stuck]) == (None, [], ["nobody-sits"])
    assert not sitting_on(colombia, colombia.rules.members[0].until).panel
