"""The files of `examples/syria-2016` hold what SOURCES.md says, and agree with UCDP GED where it is here."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HERE = ROOT / "examples" / "syria-2016"
AREAS = ("Dam", "Lat", "Ham", "Ale", "Idl", "Hom", "Dar", "Qun")
RADIUS_OF_PRECISION = {"1": 2, "2": 25, "3": 40, "4": 80, "5": 50, "6": 400}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def reports() -> list[dict[str, Any]]:
    lines = (HERE / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def truth() -> dict[str, str]:
    return {row["report_id"]: row["incident"] for row in read_csv(HERE / "truth.csv")}


@cache
def taxonomy_codes() -> set[str]:
    text = (ROOT / "src" / "holdfire" / "agreement" / "taxonomy.yaml").read_text(encoding="utf-8")
    return {row["code"] for row in yaml.safe_load(text)}


def by_incident(field: str) -> dict[str, set[str]]:
    told: dict[str, set[str]] = defaultdict(set)
    for row in reports():
        told[truth()[row["report_id"]]].add(row[field])
    return told


def test_there_are_enough_reports_of_enough_incidents() -> None:
    assert len(reports()) >= 90
    assert len(set(truth().values())) >= 60
    assert sum(len(offices) > 1 for offices in by_incident("source").values()) >= 20


def test_sources_md_says_how_many() -> None:
    told = by_incident("report_id").values(), by_incident("source").values()
    counts = [len(reports()), len(told[0])]
    words = (HERE / "SOURCES.md").read_text(encoding="utf-8")
    assert f"{counts[0]} reports of {counts[1]} incidents" in words
    assert f"{sum(len(s) > 1 for s in told[1])} of the incidents were told by two or more" in words
    assert f"offices, {sum(len(r) > 1 for r in told[0])} by two or more reports" in words
    assert f"{sum('lon' not in r for r in reports())} rows give only a place's name" in words


def test_each_report_has_its_own_id_and_an_incident() -> None:
    ids = [row["report_id"] for row in reports()]
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(truth())


@pytest.mark.parametrize("row", reports(), ids=lambda row: row["report_id"])
def test_a_report_is_in_form(row: dict[str, Any]) -> None:
    assert re.fullmatch(r"UCDP GED \d+", row.get("cited", "")) or re.match(r"https?://", row.get("url", ""))
    assert "2016-12-30" <= row["start"] <= row["end"] <= "2017-02-28"
    assert dt.date.fromisoformat(row.get("published", row["end"])) >= dt.date.fromisoformat(row["start"])
    assert row["place"]
    assert row["within"]
    assert row["text"]
    assert row["language"] == "en"
    assert set(row["types"]) <= taxonomy_codes()
    named = row["perpetrators"] + row["victims"] + row.get("actors", [])
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in named)
    for toll in ("killed", "injured"):
        low, best, high = row.get(toll, (0, 0, 0))
        assert 0 <= low <= best <= high


def test_coordinates_come_whole_and_lie_in_syria() -> None:
    placed = [row for row in reports() if {"lon", "lat", "radius_km"} & row.keys()]
    assert len(reports()) - len(placed) >= 25  # the gazetteer has work to do
    for row in placed:
        assert 35.5 <= row["lon"] <= 42.5, row["report_id"]
        assert 32.2 <= row["lat"] <= 37.5, row["report_id"]
        assert row["radius_km"] in RADIUS_OF_PRECISION.values()


def test_whoever_is_named_is_an_actor_of_the_mechanism_or_civilians() -> None:
    mechanism = yaml.safe_load((HERE / "mechanism.yaml").read_text(encoding="utf-8"))
    known = {actor["id"] for actor in mechanism["actors"]} | {"civilians"}
    for row in reports():
        assert {*row["perpetrators"], *row["victims"], *row.get("actors", [])} <= known, row["report_id"]
    assert {row["side"] for row in tallies()} <= known


def test_rows_with_one_ged_id_are_one_incident() -> None:
    for row in reports():
        if "cited" in row:
            assert truth()[row["report_id"]] == "ged-" + row["cited"].removeprefix("UCDP GED ")


def tallies() -> list[dict[str, str]]:
    return read_csv(HERE / "tallies.csv")


def test_a_tally_row_a_side_a_day() -> None:
    keys = [(row["date"], row["side"]) for row in tallies()]
    assert len(set(keys)) == len(keys) == 25
    assert {row["side"] for row in tallies()} == {"russia", "turkey", "joint-commission"}


def test_areas_add_up_to_the_total_but_for_the_known_partial_one() -> None:
    given = {
        (row["date"], row["side"]): (sum(int(row[a] or 0) for a in AREAS), int(row["total"]))
        for row in tallies()
    }
    assert {key: pair for key, pair in given.items() if pair[0] != pair[1]} == {
        ("2017-01-22", "turkey"): (6, 12)
    }


def test_the_known_traps_are_there_and_no_others() -> None:
    rows = tallies()
    combined = {row["date"]: row["combined_with"] for row in rows if row["combined_with"]}
    headlines = {row["date"]: (row["total"], row["headline_total"]) for row in rows if row["headline_total"]}
    noughts = [(row["date"], row["side"]) for row in rows if row["total"] == "0"]
    assert combined == {"2017-01-04": "russia; turkey"}
    assert headlines == {"2017-02-25": ("14", "15")}
    assert noughts == [("2017-01-23", "turkey")]
    assert [row["date"] for row in rows if row["verdict_by"] == "turkey"] == ["2017-05-07"]
    assert {row["date"] for row in rows if row["unit"] == "cases of firing"} == {"2017-05-07"}
    assert not [row for row in rows if "0" in {row[a] for a in AREAS}]  # an area not named is not nought


def test_verdicts_do_not_exceed_the_count() -> None:
    for row in tallies():
        judged = sum(int(row[part] or 0) for part in ("confirmed", "exempt", "not_confirmed"))
        assert judged <= int(row["total"])
        assert bool(row["verdict_by"]) == bool(row["confirmed"] or row["exempt"] or row["not_confirmed"])


def test_every_page_ends_with_the_pages_it_rests_on() -> None:
    pages = sorted((HERE / "pages").glob("*.txt"))
    assert len(pages) == 3
    for page in pages:
        last = page.read_text(encoding="utf-8").rstrip().splitlines()[-1]
        assert re.match(r"Source: https?://", last), page.name


@pytest.fixture(scope="module")
def ged() -> dict[str, dict[str, str]]:
    path = (
        Path(os.environ.get("HOLDFIRE_DATA", ROOT.parent / "shared" / "data"))
        / "ucdp-ged-syria"
        / "ged_syria.csv"
    )
    if not path.exists():
        pytest.skip(
            "UCDP GED for Syria is not here: set HOLDFIRE_DATA to the folder that holds ucdp-ged-syria"
        )
    return {row["id"]: row for row in read_csv(path)}


def test_cited_events_are_in_ged_and_agree_with_it(ged: dict[str, dict[str, str]]) -> None:
    for row in (row for row in reports() if "cited" in row):
        event, report = ged[row["cited"].removeprefix("UCDP GED ")], row["report_id"]
        assert (row["start"], row["end"]) == (event["date_start"], event["date_end"]), report
        if "lon" in row:
            assert (row["lon"], row["lat"]) == (float(event["longitude"]), float(event["latitude"])), report
            assert row["radius_km"] == RADIUS_OF_PRECISION[event["where_prec"]], report
            assert event["where_coordinates"].strip().startswith(row["place"]), report
        assert row.get("published", row["start"]) >= event["date_start"], report


def test_each_cited_toll_is_geds_or_an_article_s_own_lower_count(ged: dict[str, dict[str, str]]) -> None:
    for row in (row for row in reports() if "cited" in row and "killed" in row):
        event = ged[row["cited"].removeprefix("UCDP GED ")]
        whole = [int(event[part]) for part in ("low", "best", "high")]
        assert row["killed"] == whole or row["killed"][2] <= whole[2], row["report_id"]


def test_coordinates_of_pages_are_those_of_a_place_in_ged(ged: dict[str, dict[str, str]]) -> None:
    known = {(float(event["longitude"]), float(event["latitude"])) for event in ged.values()}
    for row in (row for row in reports() if "url" in row and "lon" in row):
        assert (row["lon"], row["lat"]) in known, row["report_id"]
