"""Claims as JSON lines."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reports.formats import Bad, Row, jsonl, read
from holdfire.reports.formats.base import MAX_ROW
from holdfire.reports.formats.fields import DATES, LISTS, NUMBERS, TEXTS, TOLLS
from holdfire.reports.model import Claim, Interval, Spot, Toll

ZONE = ZoneInfo("Asia/Damascus")


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture
def rows(tmp_path):
    def write(*claims, file="claims.jsonl"):
        path = tmp_path / file
        path.write_text("".join(json.dumps(claim) + "\n" for claim in claims), encoding="utf-8")
        return list(read(path, format="jsonl", mapping=None, zone=ZONE))

    return write


def claim_of(rows, **fields):
    (row,) = rows({"report_id": "r1"} | fields)
    assert isinstance(row, Row), row.error
    return row.value.claim, [w.code for w in row.warnings]


def test_every_field_of_the_form_arrives(rows):
    (row,) = rows(
        {
            "report_id": 17, "document": "d1", "source": "Exercise wire", "source_type": "agency",
            "origin": "Mill post", "url": "https://example.org/1", "cited": "EX 1", "title": "Shots",
            "published": "2031-01-02T10:30+02:00", "language": "EN", "text": " Shots near the mill. ",
            "start": "2031-01-01", "end": "2031-01-02", "lon": 20, "lat": 10.5, "radius_km": 3,
            "place": "Mill", "city": "Northtown", "types": ["A1", "A2", "A1"], "context": "patrol",
            "target": "post", "perpetrators": ["blue"], "victims": ["red"], "killed": [0, 1, 2.0],
            "injured": [None, None, None], "incident": "i1", "election": 3,
        }
    )  # fmt: skip
    report = row.value
    assert (report.source_id, report.document, report.source, report.source_type) == (
        "17",
        "d1",
        "Exercise wire",
        "agency",
    )
    assert (report.origin, report.url, report.cited) == ("Mill post", "https://example.org/1", "EX 1")
    assert (report.title, report.words, report.language) == ("Shots", "Shots near the mill.", "en")
    assert report.published == at("2031-01-02T08:30")
    assert report.claim == Claim(
        when=Interval(at("2030-12-31T21:00"), at("2031-01-02T21:00")),  # the zone is at +03:00 in 2031
        spot=Spot("Mill", "Northtown", 20.0, 10.5, 3.0),
        types=("A1", "A2"),
        context="patrol",
        target="post",
        perpetrators=("blue",),
        victims=("red",),
        killed=Toll(0, 1, 2),
    )
    assert row.warnings == ()


def test_only_the_id_is_needed_and_plain_words_make_no_claim(rows):
    (bare, words) = rows(
        {"report_id": "r1", "lon": None, "killed": None}, {"report_id": "r2", "text": "Words"}
    )
    assert (bare.value.claim, words.value.claim, words.value.words) == (None, None, "Words")


def test_the_original_is_the_line_without_its_end(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"report_id": "a"}\r\n\n  \n{"report_id":"b" }')
    first, second = read(path, format=None, mapping=None, zone=ZONE)
    assert (first.number, first.raw) == (1, b'{"report_id": "a"}')
    assert (second.number, second.raw) == (4, b'{"report_id":"b" }')
    assert second.value.original == sha256(second.raw).hexdigest()


def test_actors_take_part_and_only_a_role_gives_direction(rows):
    actors = [
        {"id": "blue", "name": "Blue army", "roles": ["perpetrator"]},
        {"id": "", "name": "Red front", "roles": ["victim", "bystander"]},
        {"id": "green", "roles": None},
        "white",
    ]
    claim, _ = claim_of(rows, actors=actors, perpetrators=["grey"])
    assert claim.actors == ("blue", "Red front", "green", "white")
    assert (claim.perpetrators, claim.victims) == (("grey", "blue"), ("Red front",))


@pytest.mark.parametrize(
    ("given", "kept", "code"),
    [
        ([3, 2, 1], Toll(1, 2, 3), "toll-out-of-order"),
        ([177, 142, 177], Toll(142, 142, 177), "toll-out-of-order"),
        ([1, 0, 2], Toll(0, 0, 2), "toll-out-of-order"),
        ([None, 4, None], Toll(4, 4, 4), "toll-partial"),
        ([1, None, 5], Toll(1, 1, 5), "toll-partial"),
        ([None, None, 5], Toll(5, 5, 5), "toll-partial"),
    ],
)
def test_an_odd_toll_is_kept_in_order_and_said(rows, given, kept, code):
    claim, codes = claim_of(rows, killed=given)
    assert (claim.killed, codes) == (kept, [code])


def test_half_a_coordinate_and_an_end_alone_are_unknown_and_said(rows):
    claim, codes = claim_of(rows, lon=20.0, end="2031-01-01", place="Mill")
    assert (claim.spot, claim.when) == (Spot("Mill"), None)
    assert sorted(codes) == ["coordinates-half", "start-missing"]


def test_a_swapped_place_among_others_is_suspected_and_kept(rows):
    around = [{"report_id": f"r{n}", "lon": 20 + n / 100, "lat": 40.0} for n in range(12)]
    *rest, last = rows(*around, {"report_id": "x", "lon": 40.0, "lat": 20.0})
    assert not any(row.warnings for row in rest)
    assert [w.code for w in last.warnings] == ["coordinates-swapped"]
    assert (last.value.claim.spot.lon, last.value.claim.spot.lat) == (40.0, 20.0)


def test_a_far_place_that_is_not_swapped_is_not_suspected(rows):
    around = [{"report_id": f"r{n}", "lon": 20.0, "lat": 40.0} for n in range(12)]
    assert not any(row.warnings for row in rows(*around, {"report_id": "x", "lon": 90.0, "lat": 20.0}))


def test_a_line_above_the_limit_is_bad_and_read_past(tmp_path, monkeypatch):
    monkeypatch.setattr("holdfire.reports.formats.base.MAX_ROW", 1000)
    assert MAX_ROW == 16 * 2**20
    path = tmp_path / "claims.jsonl"
    long = json.dumps({"report_id": "a", "text": "x" * 5000})
    path.write_text(long + '\n{"report_id": "b"}\n' + long, encoding="utf-8")
    first, second, third = jsonl.read(path, ZONE)
    assert (first.error.code, third.error.code) == ("row-too-long", "row-too-long")
    assert (second.number, second.value.source_id, third.number) == (2, "b", 3)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
likely = st.sampled_from(
    ["2031-01-01", "2031-01-01T00:00", "0001-01-01", "9999-12-31T23:59:59-12:00", "ar", "\0", "\ud800"]
)
field = st.sampled_from(["report_id", *TEXTS, *DATES, *NUMBERS, *LISTS, *TOLLS])
actors = st.fixed_dictionaries({"id": anything, "name": anything, "roles": anything})


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(field, anything | likely | st.lists(actors | likely | st.integers(), max_size=3)))
def test_any_json_value_in_any_field_is_a_row_or_a_bad_row(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("any") / "claims.jsonl"
    path.write_text(json.dumps({"report_id": "r"} | values) + "\n", encoding="utf-8")
    (row,) = read(path, format="jsonl", mapping=None, zone=ZONE)
    assert isinstance(row, Row | Bad)
    if isinstance(row, Row):
        _can_be_stored(row.value)


def strings(value):
    if isinstance(value, dict):
        return [part for inner in value.values() for part in strings(inner)]
    if isinstance(value, tuple | list):
        return [part for inner in value for part in strings(inner)]
    return [value] if isinstance(value, str) else []


def _can_be_stored(report):
    text = json.dumps(asdict(report), ensure_ascii=False)
    text.encode()
    assert all("\0" not in part for part in strings(asdict(report)))
    claim = report.claim
    if claim is not None and claim.when is not None:
        assert claim.when.start < claim.when.end
    for toll in () if claim is None else filter(None, (claim.killed, claim.injured)):
        assert 0 <= toll.low <= toll.best <= toll.high


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_bad_rows(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "claims.jsonl"
    path.write_bytes(raw)
    assert all(isinstance(row, Row | Bad) for row in read(path, format="jsonl", mapping=None, zone=ZONE))
