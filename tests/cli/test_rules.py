"""`holdfire rules simulate`: what is shown of invented cases, as text and as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from desk import EXERCISE
from holdfire.cli.rules import rules
from holdfire.errors import BadInput, NotFound

FILE = str(EXERCISE / "mechanism.yaml")
SYRIA = str(EXERCISE.parent / "syria-2016" / "mechanism.yaml")


def said(*words):
    done = CliRunner().invoke(rules, ["simulate", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_the_screen_says_that_the_cases_are_invented_and_how_members_behave():
    text = said(FILE, "--cases", 20, "--seed", 3)
    assert text.startswith(
        "Invented cases under the rules of “The Marenna truce (exercise)”: nothing here is about"
    )
    assert "20 invented cases (seed 3)" in text
    assert "8% of members are silent in a case" in text
    assert "each followed for 365 days" in text


def test_who_can_block_stands_once_where_it_is_so_for_anybody():
    text = said(FILE, "--cases", 1)
    assert "Panel from 2031-03-01: Kellan, Dorvia, Office of the Isles Envoy" in text
    (row,) = [line for line in text.splitlines() if line.startswith("  Dorvia") and " violation " in line]
    assert (
        "anybody  answering otherwise; saying that it cannot say; claiming an exemption; staying silent"
        in row
    )
    assert (
        "while a member does not sign it (Kellan, Dorvia, Office of the Isles Envoy) [rules.closing.signed_by]"
        in text
    )


def test_none_and_few_look_different():
    text = said(FILE, "--cases", 300)
    section = text[text.index("What became of them") : text.index("How often")]
    assert " 0 " in section or section.rstrip().endswith(" 0")
    assert "0%" not in section.replace("10%", "").replace("20%", "").replace("30%", "").replace("50%", "")


def test_without_a_decision_rule_nothing_is_ever_determined():
    text = said(SYRIA, "--cases", 10)
    assert "so nothing can be determined under it [rules.decision]" in text
    assert text.count("nobody, or nothing is ever found: see below") == 2, "one panel, then another with Iran"
    assert "not determined: no decision rule  100%" in text
    assert "no step has a time limit" in text


def test_json_holds_the_same_and_says_that_it_is_invented():
    told = json.loads(said(FILE, "--cases", 30, "--json"))
    assert told["invented"] is True
    assert (told["seed"], told["cases"]) == (1, 30)
    assert sum(sum(counts.values()) for counts in told["outcomes"].values()) == 30
    assert {"since", "against", "finding", "who", "ways", "gravities"} <= told["blocks"][0].keys()
    assert {d["code"] for d in told["deadlocks"]} == {"track-recorded", "unsigned"}
    assert told["profile"]["silent"] == 0.08


def test_the_same_seed_prints_the_same():
    assert said(FILE, "--cases", 10, "--seed", 5) == said(FILE, "--cases", 10, "--seed", 5)


def test_a_day_on_which_nobody_sits():
    text = said(EXERCISE.parent / "mechanisms" / "colombia-2016.yaml", "--date", "2018-01-01")
    assert "nobody sits who could determine anything [rules.members]" in text
    assert "invented cases (seed" not in text


def test_a_missing_file_and_no_day_are_told():
    with pytest.raises(NotFound):
        said("nowhere.yaml")
    with pytest.raises(BadInput) as e:
        said(FILE, "--date", "soon")
    assert e.value.code == "day-malformed"
