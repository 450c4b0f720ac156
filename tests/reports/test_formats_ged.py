"""Events of UCDP GED: invented ones, and the real file where it is at hand."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from holdfire.reports.formats import Row, ged, read
from holdfire.reports.model import Interval, Spot, Toll

ZONE = ZoneInfo("UTC")
DAY = 86_400_000_000
DATA = Path(os.environ.get("HOLDFIRE_DATA") or Path(__file__).parents[3] / "shared" / "data")
EVENT = {
    "id": "7", "type_of_violence": "1", "side_a": "Blue army", "side_b": "Red front, Green front",
    "source_headline": "Clash, mill", "source_original": "Exercise wire", "where_prec": "1",
    "where_coordinates": "Mill", "adm_1": "North", "latitude": "10.5", "longitude": "20.25",
    "country": "Exercise land", "date_prec": "2", "date_start": "1970-01-02", "date_end": "1970-01-03",
    "low": "1", "best": "2", "high": "3",
}  # fmt: skip


@pytest.fixture
def event(tmp_path):
    def run(**fields):
        out = io.StringIO()
        writer = csv.DictWriter(out, [*EVENT, "relid"])
        writer.writeheader()
        writer.writerow(EVENT | {"relid": "x"} | fields)
        (tmp_path / "ged.csv").write_text(out.getvalue(), encoding="utf-8")
        (row,) = read(tmp_path / "ged.csv", format=None, mapping=None, zone=ZONE)
        assert isinstance(row, Row), row.error
        return row

    return run


def test_an_event_is_a_report_by_ucdp(event):
    report = event().value
    assert (report.source, report.source_id, report.cited) == ("UCDP GED", "7", "UCDP GED 7")
    assert report.document == "UCDP GED", (
        "its rows are different events: linking never joins two of one document"
    )
    assert (report.title, report.words, report.origin) == ("Clash, mill", "", "Exercise wire")
    claim = report.claim
    assert claim.when == Interval(DAY, 3 * DAY)
    assert claim.spot == Spot("Mill", "North", 20.25, 10.5, 2)
    assert (claim.killed, claim.injured, claim.context) == (Toll(1, 2, 3), None, "state-based conflict")


@pytest.mark.parametrize("kind", ["1", "2"])
def test_sides_that_fight_take_part_without_direction(event, kind):
    claim = event(type_of_violence=kind).value.claim
    assert claim.actors == ("Blue army", "Red front, Green front")
    assert (claim.perpetrators, claim.victims) == ((), ())


def test_one_sided_violence_alone_has_a_perpetrator(event):
    claim = event(type_of_violence="3", side_b="Civilians").value.claim
    assert (claim.perpetrators, claim.victims) == (("Blue army",), ("Civilians",))


@pytest.mark.parametrize("code", list("1234567"))
def test_each_place_precision_has_a_radius_and_coarser_is_wider(event, code):
    assert event(where_prec=code).value.claim.spot.radius_km == ged.RADIUS_KM[code]
    assert list(ged.RADIUS_KM.values()) == sorted(ged.RADIUS_KM.values())


def test_days_may_be_written_as_later_versions_do(event):
    claim = event(date_start="1970-01-02 00:00:00.000", date_end="1970-01-02 00:00:00.000").value.claim
    assert claim.when == Interval(DAY, 2 * DAY)


def test_deaths_out_of_order_and_a_missing_area_are_kept_and_said(event):
    row = event(low="5", best="2", high="3", adm_1="")
    assert (row.value.claim.killed, row.value.claim.spot.within) == (Toll(2, 2, 5), "Exercise land")
    assert sorted(w.code for w in row.warnings) == ["area-missing", "toll-out-of-order"]
    assert b",5,2,3," in row.raw


def test_every_row_of_the_syrian_extract_comes_in():
    path = DATA / "ucdp-ged-syria" / "ged_syria.csv"
    if not path.is_file():
        pytest.skip(
            f"no GED extract: set HOLDFIRE_DATA to a folder that holds {path.parent.name}/{path.name}"
        )
    rows = list(read(path, format=None, mapping=None, zone=ZoneInfo("Asia/Damascus")))
    assert Counter(type(row) for row in rows) == {Row: 11_757}
    assert Counter(w.code for row in rows for w in row.warnings) == {
        "toll-out-of-order": 66,
        "area-missing": 240,
    }
    assert len({row.value.cited for row in rows}) == 11_757
    assert {len(row.value.claim.perpetrators) for row in rows} == {0, 1}
