"""The invented mechanism of `examples/exercise` is whole, marked as invented, and reaches every outcome."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo

import pytest
import yaml
from shapely.geometry import Point, shape

from holdfire.agreement.lints import lint
from holdfire.agreement.load import load
from holdfire.agreement.model_rules import Outcome
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.casework.acts import FORMS
from holdfire.reports.formats import columns, jsonl, mapped_csv, tally_sheet
from holdfire.reports.formats.base import Bad, Row
from holdfire.reports.model import Report, Tally

if TYPE_CHECKING:
    from holdfire.agreement.model import Agreement

HERE = Path(__file__).parents[2] / "examples" / "exercise"


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return load((HERE / "mechanism.yaml").read_bytes(), "mechanism.yaml")


@pytest.fixture(scope="module")
def reports(agreement: Agreement) -> list[Report]:
    zone = ZoneInfo(agreement.timezone)
    wanted = columns.load_map((HERE / "map.yaml").read_bytes(), "map.yaml")
    rows = [*mapped_csv.read(HERE / "reports.csv", wanted, zone), *jsonl.read(HERE / "reports.jsonl", zone)]
    assert not [row for row in rows if isinstance(row, Bad)]
    assert not [row.warnings for row in rows if isinstance(row, Row) and row.warnings]
    return [row.value for row in rows if isinstance(row, Row) and isinstance(row.value, Report)]


def script() -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
    assert whole["exercise"] is True
    return whole


def alleged() -> list[dict[str, Any]]:
    return [act for act in script()["acts"] if act["act"] == "allegation"]


def truth() -> dict[str, str]:
    with (HERE / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {row["report_id"]: row["incident"] for row in csv.DictReader(file)}


def test_the_linter_finds_only_that_consensus_lets_each_guarantor_block(agreement: Agreement) -> None:
    assert agreement.exercise
    assert [finding.code for finding in lint(agreement)] == ["accused-can-block"] * 2


def test_every_text_is_the_one_that_the_data_speaks_of(agreement: Agreement) -> None:
    versions = {
        (text.id, version.lang): version.sha256 for text in agreement.instruments for version in text.versions
    }
    files = {key: HERE / f"{'-'.join(key)}.txt" for key in versions}
    assert {key: hashlib.sha256(file.read_bytes()).hexdigest() for key, file in files.items()} == versions
    assert {lang for text, lang in versions if text == "truce"} == set(agreement.languages) == {"en", "ar"}


def test_sixty_reports_of_twenty_five_incidents_are_read_without_a_fault(reports: list[Report]) -> None:
    told = truth()
    assert {report.source_id for report in reports} == set(told)
    assert len(reports) >= 60
    assert len(set(told.values())) == 25
    assert sum(count > 1 for count in Counter(told.values()).values()) >= 20


def test_every_report_says_that_it_is_an_exercise(reports: list[Report]) -> None:
    assert all(report.words.startswith("EXERCISE") for report in reports)
    for note in (
        "note-ar.txt",
        "note-en.txt",
        "truce-ar.txt",
        "truce-en.txt",
        "draft-en.txt",
        "pause-en.txt",
    ):
        assert (HERE / note).read_text(encoding="utf-8").startswith(("EXERCISE", "تمرين"))


def test_claims_name_actors_types_and_areas_that_exist(reports: list[Report], agreement: Agreement) -> None:
    actors = {actor.id for actor in agreement.actors} | {"civilians"}
    areas = {area.name for area in agreement.areas}
    for report in reports:
        claim = report.claim
        assert claim is not None
        assert claim.when is not None
        assert {*claim.perpetrators, *claim.victims} <= actors
        assert claim.spot.within in areas
        assert all(len(code) == 2 for code in claim.types), report.source_id


def test_the_island_is_where_its_reports_and_places_are(reports: list[Report], agreement: Agreement) -> None:
    island = next(shape(zone.geometry) for zone in agreement.zones if zone.id == "truce-ground")
    with (HERE / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(island.contains(Point(float(row["lon"]), float(row["lat"]))) for row in rows)
    names = {row["name"] for row in rows}
    for report in reports:
        assert report.claim is not None
        spot = report.claim.spot
        assert spot.name in names
        assert spot.lon is None or island.contains(Point(spot.lon, spot.lat))


def test_tallies_are_read_and_warn_of_the_headline_and_of_the_missing_areas() -> None:
    rows = list(tally_sheet.read(HERE / "tallies.csv"))
    assert not [row for row in rows if isinstance(row, Bad)]
    odd = {
        row.value.day
        for row in rows
        if isinstance(row, Row) and isinstance(row.value, Tally) and row.warnings
    }
    assert {"2031-03-04", "2031-03-05"} <= odd


def test_the_script_names_things_that_exist(agreement: Agreement) -> None:
    actors, terms = {actor.id for actor in agreement.actors}, {term.id for term in agreement.terms}
    for act in script()["acts"]:
        assert act["act"] in FORMS
        assert act.get("actor", "kellan") in actors
    for act in alleged():
        assert act.get("basis") == "denial" or act["report"] in truth()
        assert act["accused"] in actors
        assert act["term"] in terms


def test_every_member_gives_its_reasons_for_what_it_answers() -> None:
    assessed = [act for act in script()["acts"] if act["act"] == "assessment"]
    assert all(set(act["answers"]) == set(QUESTIONS) == set(act["reasons"]) for act in assessed)
    assert {act["actor"] for act in assessed} == {"kellan", "dorvia", "isles-envoy"}


def test_the_script_expects_every_outcome_and_a_denied_visit_and_a_reopened_finding() -> None:
    expected = script()["expect"]
    found = {e["outcome"] for e in expected} | {e["first"]["outcome"] for e in expected if "first" in e}
    assert found == set(get_args(Outcome))
    assert any(e.get("why") == "access denied" for e in expected)
    assert any("first" in e for e in expected)


def test_both_sides_are_accused_and_both_are_found_against() -> None:
    against = {
        act["accused"]
        for e in script()["expect"]
        for act in alleged()
        if e["outcome"] == "violation" and (act["case"], act.get("label")) == (e["case"], e.get("label"))
    }
    assert against == {"shore-army", "ridge-movement"}


def test_claims_of_the_file_are_one_json_object_a_line() -> None:
    for line in (HERE / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        assert set(json.loads(line)) >= {"report_id", "source", "published", "start", "end", "place", "text"}
