"""The worked mechanisms: sound files of public facts, each with its source, whose gaps are those of the texts."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from holdfire.agreement.base import Sourced, parts
from holdfire.agreement.conditions import Ground, standings
from holdfire.agreement.lints import codes, lint
from holdfire.agreement.load import load, problems
from holdfire.agreement.references import references
from holdfire.agreement.when import by_id, holds, position_at, state_at

if TYPE_CHECKING:
    from holdfire.agreement.model import Agreement

HERE = Path(__file__).parents[2] / "examples" / "mechanisms"
FILES = sorted(HERE.glob("*.yaml"))
NAMES = [file.stem for file in FILES]

# What the linter finds in every file, and why.
EVERYWHERE = {
    "no-counting-rule": "no text says what makes one incident",
    "owed-without-date": "monitors' access, free movement and the like are owed from the start, by no day",
    "version-text-unknown": "texts were read on pages that copy or quote them, so no bytes can be hashed",
    "bound-unanswered": "both sides answer for themselves: no state stands surety for either",
    "no-map": "no outline was found that both sides had agreed to in public",
    "no-clock": "the texts count days for withdrawal and arms, not for the steps of a case",
    "no-escalation": "a case goes up by practice, and no text names what takes it there",
    "no-publication-rule": "how exactly and how late places are published is practice, not text",
    "no-cosigners": "none of these mechanisms kept a record that members cosign",
    "host-keys-open": "nor was there a host of such a record",
}
JUDGING = {
    "no-evidence-bar": "no text says how much evidence a finding needs",
    "no-interest-rule": "both sides sit on cases against themselves, and no text says how their word counts then",
    "no-track-rule": "no text says what of crimes and accidents is judged",
    "no-walkout-rule": "what follows for cases when a party suspends its part was not found",
}
"""What is open besides where members judge."""
OWN = {
    "colombia-2016": {
        **JUDGING,
        "no-expiry": "a definitive ceasefire has no end, nor has the protocol of October 2016 a day",
        "no-quorum-rule": "the chair settles; whether the others must have spoken first was not read",
        "no-team-rule": "all three went to Santa Rosa; how many of each make a team was not read",
    },
    "nuba-2002": {
        **JUDGING,
        "no-decision-rule": "nine voting members are on record, but not how they decide",
    },
    "osce-ukraine": {"no-expiry": "the Minsk texts hold until all is settled, and name no day"},
}
DECISIONS = {"colombia-2016": "chair", "nuba-2002": None, "osce-ukraine": "observe only"}


@pytest.fixture(scope="module", params=FILES, ids=NAMES)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def agreement(file: Path) -> Agreement:
    return load(file.read_bytes(), file.name)


def read(name: str) -> Agreement:
    path = HERE / f"{name}.yaml"
    return load(path.read_bytes(), path.name)


def test_there_are_three():
    assert NAMES == sorted(OWN) == sorted(DECISIONS)


def test_a_file_is_sound_and_named_for_its_mechanism(file, agreement):
    assert problems(file.read_bytes(), file.name) == []
    assert agreement.id == file.stem
    assert not agreement.exercise


def test_every_source_that_is_cited_exists_and_every_source_is_cited(agreement):
    cited = {wanted for _, kind, wanted in references(agreement) if kind == "sources"}
    assert cited == {source.id for source in agreement.sources}


def test_every_fact_has_a_source(agreement):
    facts = [
        (path, part) for path, part in parts(agreement) if isinstance(part, Sourced) and part.states_a_fact()
    ]
    assert len(facts) > 30
    assert [path for path, fact in facts if not fact.source] == []


def test_a_source_says_who_published_it_where_and_how_far_it_was_read(agreement):
    for source in agreement.sources:
        assert source.publisher, source.id
        assert source.url, source.id
        assert {"publisher", "url", "read"} <= source.model_fields_set, source.id


def test_no_address_stands_twice(agreement):
    urls = [source.url for source in agreement.sources]
    assert sorted(set(urls)) == sorted(urls)


def test_the_linter_finds_the_gaps_of_the_texts_and_no_other(file, agreement):
    expected = EVERYWHERE | OWN[file.stem]
    assert {finding.code for finding in lint(agreement)} == expected.keys()
    assert expected.keys() <= set(codes())


def test_the_decision_rule_is_as_far_as_the_texts_settle_it(file, agreement):
    decision = agreement.rules.decision
    assert (decision.rule if decision else None) == DECISIONS[file.stem]
    assert decision is None or decision.source


@pytest.mark.parametrize("name", ["colombia-2016", "nuba-2002"])
def test_both_sides_sit_with_a_chair_who_backs_neither(name):
    members = read(name).rules.members
    chairs = [member for member in members if member.role == "chair"]
    assert [member.backs for member in chairs] == [None]
    assert {member.backs for member in members} - {None} == {side.id for side in read(name).sides}


def test_the_observing_mission_stands_alone_until_its_mandate_ends():
    osce = read("osce-ukraine")
    (mission,) = osce.rules.members
    assert mission.backs is None
    assert holds(mission, dt.date(2022, 3, 31))
    assert not holds(mission, dt.date(2022, 4, 1))
    mandate = by_id(osce.instruments)["mandate"]
    assert state_at(mandate, dt.date(2022, 3, 31)) == "in force"
    assert state_at(mandate, dt.date(2022, 4, 1)) == "lapsed"


def test_the_joint_centre_in_ukraine_is_no_part_of_the_mission():
    joint = by_id(read("osce-ukraine").actors)["jccc"]
    assert joint.memberships == ()
    assert "jccc" not in {member.actor for member in read("osce-ukraine").rules.members}


def test_santa_rosa_can_be_found_against_both_sides_each_by_its_own_clause():
    terms = by_id(read("colombia-2016").terms)
    assert (terms["october-no-contact"].binds, terms["october-no-presence"].binds) == (
        ("government",),
        ("farc-ep",),
    )
    assert {"A1"} <= set(terms["october-no-contact"].defines)
    assert terms["october-no-presence"].defines == ("C1",)


def test_arms_were_due_180_days_after_the_first_day():
    colombia = read("colombia-2016")
    first = by_id(colombia.instruments)["ceasefire"].in_force
    assert by_id(colombia.terms)["lay-down-arms"].due == first + dt.timedelta(days=180)


def test_the_nuba_truce_holds_72_hours_after_signing_and_half_years_on_end():
    nuba = by_id(read("nuba-2002").instruments)
    truce = nuba["ceasefire"]
    assert truce.in_force == truce.signed + dt.timedelta(hours=72)
    assert state_at(truce, dt.date(2004, 7, 20)) == "in force"
    ends = [
        nuba[one].expires for one in ("renewal-2003-january", "renewal-2003-june", "renewal-2004-january")
    ]
    assert ends == [dt.date(2003, 7, 19), dt.date(2004, 1, 19), dt.date(2004, 7, 19)]


def test_who_walks_out_of_the_nuba_commission_has_not_left_the_truce():
    nuba = read("nuba-2002")
    day = dt.date(2003, 8, 25)
    assert position_at(nuba, "splm", "commission", day).stance == "suspends"
    assert position_at(nuba, "splm-nuba", "ceasefire", day).stance == "accepts"


def test_seven_quiet_days_are_unknown_without_a_book():
    osce = read("osce-ukraine")
    (standing,) = standings(Ground(osce, dt.date(2016, 10, 1)))
    assert standing.result.met == "unknown"


def test_sources_md_cites_only_sources_of_the_files():
    text = (HERE / "SOURCES.md").read_text(encoding="utf-8")
    cited = {one for group in re.findall(r"\[([a-z0-9, -]+)\](?!\()", text) for one in group.split(", ")}
    known = {source.id for name in NAMES for source in read(name).sources}
    assert cited
    assert cited <= known


def test_the_index_names_every_file():
    index = (HERE / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(([a-z0-9-]+\.yaml)\)", index)) == {file.name for file in FILES}
