"""The example of Syria 2016: public facts, each with its source, and the gaps that the real texts had."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from holdfire.agreement.conditions import Ground, standings
from holdfire.agreement.lints import lint
from holdfire.agreement.load import load, problems
from holdfire.agreement.model import Nature
from holdfire.agreement.names import find_actor, find_area
from holdfire.agreement.positions import reached, reservations, unconfirmed
from holdfire.agreement.references import references
from holdfire.agreement.when import by_id, guarantors_at, position_at, side_at, state_at, status_at

FILE = Path(__file__).parents[2] / "examples" / "syria-2016" / "mechanism.yaml"


@pytest.fixture(scope="module")
def syria():
    return load(FILE.read_bytes(), FILE.name)


def test_it_loads_without_a_problem():
    assert problems(FILE.read_bytes(), FILE.name) == []


def test_lint_finds_the_gaps_that_the_real_texts_had_and_no_other(syria):
    assert Counter(finding.code for finding in lint(syria)).keys() == {
        "no-definition",
        "no-counting-rule",
        "owed-without-date",
        "exclusion-without-test",
        "versions-signatories-differ",
        "versions-terms-differ",
        "version-text-unknown",
        "no-expiry",
        "no-map",
        "no-decision-rule",
        "no-interest-rule",
        "no-team-rule",
        "no-walkout-rule",
        "no-clock",
        "no-track-rule",
        "no-escalation",
        "no-evidence-bar",
        "no-publication-rule",
        "no-cosigners",
        "host-keys-open",
    }


def test_every_source_is_used(syria):
    used = {wanted for _, kind, wanted in references(syria) if kind == "sources"}
    assert used == {source.id for source in syria.sources}


@pytest.mark.parametrize(
    ("abbreviation", "area"),
    [
        ("Dam", "damascus-area"),
        ("Lat", "latakia"),
        ("Ham", "hama"),
        ("Ale", "aleppo"),
        ("Idl", "idlib"),
        ("Hom", "homs"),
        ("Dar", "daraa"),
        ("Qun", "quneitra"),
        ("حماه", "hama"),
        ("Rif Dimashq Governorate", "rif-dimashq"),
    ],
)
def test_the_tallies_abbreviations_and_other_spellings_name_areas(syria, abbreviation, area):
    assert find_area(syria, abbreviation) == area


def test_damascus_in_the_tallies_is_the_area_that_holds_both_governorates(syria):
    within = [area.id for area in syria.areas if area.parent == "damascus-area"]
    assert within == ["damascus", "rif-dimashq"]


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Россия", "russia"),
        ("قسد", "sdf"),
        ("Jabhat al-Nusra", "jfs"),
        ("ÖSO", "free-syrian-army"),
        ("HTS", "hts"),
    ],
)
def test_actors_are_found_by_names_in_several_languages(syria, name, actor):
    assert find_actor(syria, name) == actor


def test_iran_is_a_guarantor_only_from_january(syria):
    iran = by_id(syria.actors)["iran"]
    assert status_at(iran, dt.date(2017, 1, 23)) is None
    assert status_at(iran, dt.date(2017, 1, 24)) == "guarantor"


def test_positions_move_with_time(syria):
    def stance(actor, instrument, *day):
        return position_at(syria, actor, instrument, dt.date(*day)).stance

    assert stance("armed-opposition", "ceasefire", 2016, 12, 28) == "withholds"
    assert stance("ahrar-al-sham", "ceasefire", 2016, 12, 29) == "withholds"
    assert stance("jaysh-al-islam", "delegations", 2017, 1, 3) == "suspends"
    assert stance("jaysh-al-islam", "delegations", 2017, 1, 16) == "accepts"
    assert stance("armed-opposition", "memorandum", 2017, 5, 4) == "rejects"


def test_a_group_that_merges_takes_its_new_partners_guarantor(syria):
    assert guarantors_at(syria, "jaysh-al-mujahideen", dt.date(2017, 2, 1)) == ("turkey",)
    assert side_at(syria, "zenki", dt.date(2017, 1, 1)) == "opposition-side"
    assert side_at(syria, "zenki", dt.date(2017, 2, 1)) is None


def test_the_truce_is_agreed_then_in_force(syria):
    package = next(one for one in syria.instruments if one.id == "package")
    assert state_at(package, dt.date(2016, 12, 29)) == "agreed"
    assert state_at(package, dt.date(2016, 12, 30)) == "in force"


def test_who_was_absent_from_the_talks_is_told(syria):
    talks = by_id(syria.talks)
    assert {"government", "armed-opposition"} <= set(talks["moscow-december"].absent)
    assert {"ahrar-al-sham", "sdf"} <= set(talks["astana-1"].absent)


def test_texts_of_every_nature_are_there(syria):
    arranged = {nature for text in syria.instruments for nature in text.nature}
    assert arranged >= set(get_args(Nature)) - {"other"}
    assert all(text.nature for text in syria.instruments)


def standing(syria, condition, *day):
    ground = Ground(syria, dt.date(*day))
    return {s.condition.id: s.result and s.result.met for s in standings(ground)}[condition]


def test_whether_the_truce_was_kept_before_astana_was_in_dispute(syria):
    assert standing(syria, "astana-if-truce-kept", 2017, 1, 3) is None
    assert standing(syria, "astana-if-truce-kept", 2017, 1, 5) == "not met"
    assert standing(syria, "astana-if-truce-kept", 2017, 1, 20) == "unknown"


def test_the_groups_that_froze_the_talks_set_conditions(syria):
    assert standing(syria, "freeze", 2017, 1, 2) == "not met"
    assert standing(syria, "freeze", 2017, 1, 16) is None
    assert standing(syria, "no-ground-taken", 2017, 1, 28) == "unknown"
    assert standing(syria, "no-ground-taken", 2017, 1, 29) == "not met"


def test_the_third_round_came_while_the_truce_in_ghouta_still_ran(syria):
    assert standing(syria, "third-round", 2017, 3, 12) == "not met"
    assert standing(syria, "third-round", 2017, 3, 14) == "not met"


def test_whether_a_text_was_handed_over_is_disputed_where_accounts_differ(syria):
    def reach(instrument, actor, *day):
        text = by_id(syria.instruments)[instrument]
        return {r.actor: r.reach for r in reached(syria, text, dt.date(*day))}[actor]

    assert reach("draft-constitution", "armed-opposition", 2017, 1, 24) == "disputed"
    assert reach("ghouta-truce", "jaysh-al-islam", 2017, 3, 8) == "not presented"
    assert reach("memorandum", "armed-opposition", 2017, 5, 4) == "presented"


def test_who_was_reported_to_accept_and_did_not_say_so_itself(syria):
    told = {
        line.actor for line in unconfirmed(syria, dt.date(2016, 12, 31)) if line.instrument == "ceasefire"
    }
    assert {"jaysh-al-islam", "levant-front", "faylaq-al-sham"} <= told
    assert not told & {"free-idlib-army", "government", "ahrar-al-sham"}


def test_the_reservations_on_the_joint_statement_stand(syria):
    (found,) = reservations(syria, "joint-statement", dt.date(2017, 5, 7))
    assert (found.actor, found.term, found.ended) == ("armed-opposition", None, None)
