"""One fault a file, named by it: the row with the fault is Bad for that reason, its neighbours come in."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from holdfire.errors import BadInput
from holdfire.reports.formats import Bad, Row, load_map, read

HERE = Path(__file__).parent / "bad"
ZONE = ZoneInfo("Asia/Damascus")
SECRET = "Mulberry"
"""Stands in every bad row, and must never stand in a message."""
TABLE = load_map(b"columns: {report_id: No, start: When, place: Where, text: What}", "exercise.yaml")

ROWS = {
    "actors-not-a-list.jsonl": ("list-invalid", "actors"),
    "cell-above-the-limit.csv": ("row-quotes", ""),
    "date-after-the-last.jsonl": ("date-invalid", "start"),
    "date-in-another-pattern.csv": ("date-invalid", "start"),
    "date-unreadable.jsonl": ("date-invalid", "start"),
    "end-before-start.jsonl": ("end-before-start", "end"),
    "ged-date-prec-unknown.csv": ("code-unknown", "date_prec"),
    "ged-deaths-negative.csv": ("toll-invalid", "low"),
    "ged-deaths-not-a-number.csv": ("toll-invalid", "best"),
    "ged-ends-before-it-starts.csv": ("end-before-start", "date_end"),
    "ged-latitude-missing.csv": ("field-missing", "latitude"),
    "ged-latitude-out-of-range.csv": ("number-out-of-range", "latitude"),
    "ged-type-unknown.csv": ("code-unknown", "type_of_violence"),
    "ged-where-prec-unknown.csv": ("code-unknown", "where_prec"),
    "ged-without-id.csv": ("field-missing", "id"),
    "half-a-surrogate-pair.jsonl": ("text-invalid", "text"),
    "language-is-a-name.jsonl": ("language-invalid", "language"),
    "lat-out-of-range.jsonl": ("number-out-of-range", "lat"),
    "line-not-an-object.jsonl": ("row-not-json", ""),
    "line-not-json.jsonl": ("row-not-json", ""),
    "line-not-utf8.jsonl": ("row-encoding", ""),
    "lon-is-text.jsonl": ("number-invalid", "lon"),
    "lon-is-true.jsonl": ("number-invalid", "lon"),
    "lon-out-of-range.jsonl": ("number-out-of-range", "lon"),
    "nan-is-not-json.jsonl": ("row-not-json", ""),
    "nested-too-deeply.jsonl": ("row-not-json", ""),
    "nul-byte.csv": ("row-nul", ""),
    "nul-in-text.jsonl": ("text-invalid", "text"),
    "number-of-5000-digits.jsonl": ("row-not-json", ""),
    "quote-not-closed.csv": ("row-quotes", ""),
    "quote-not-doubled.csv": ("row-quotes", ""),
    "radius-negative.jsonl": ("number-out-of-range", "radius_km"),
    "report-id-empty.jsonl": ("field-missing", "report_id"),
    "row-not-utf8.csv": ("row-encoding", ""),
    "tally-negative.csv": ("toll-invalid", "north"),
    "tally-not-a-day.csv": ("date-invalid", "date"),
    "tally-not-a-number.csv": ("toll-invalid", "south"),
    "tally-without-side.csv": ("field-missing", "side"),
    "tally-without-total.csv": ("field-missing", "total"),
    "text-is-a-number.jsonl": ("text-invalid", "text"),
    "thirteenth-month.jsonl": ("date-invalid", "published"),
    "toll-above-all-people.jsonl": ("toll-invalid", "killed"),
    "toll-half-a-person.jsonl": ("toll-invalid", "injured"),
    "toll-negative.jsonl": ("toll-invalid", "killed"),
    "toll-of-two-numbers.jsonl": ("toll-invalid", "killed"),
    "too-few-cells.csv": ("row-cells", ""),
    "too-many-cells.csv": ("row-cells", ""),
    "two-objects-on-a-line.jsonl": ("row-not-json", ""),
    "types-hold-an-object.jsonl": ("text-invalid", "types"),
    "types-not-a-list.jsonl": ("list-invalid", "types"),
    "without-report-id.jsonl": ("field-missing", "report_id"),
}
MAPS = {
    "map-column-empty.yaml": (2, "report_id"),
    "map-column-is-a-list.yaml": (2, "report_id"),
    "map-date-pattern-without-percent.yaml": (4, "dates"),
    "map-decimal-is-a-word.yaml": (4, "decimal"),
    "map-empty.yaml": (None, ""),
    "map-field-twice.yaml": (3, "report_id"),
    "map-key-twice.yaml": (2, "columns"),
    "map-not-a-mapping.yaml": (1, ""),
    "map-not-yaml.yaml": (2, ""),
    "map-unknown-encoding.yaml": (4, "encoding"),
    "map-unknown-field.yaml": (3, "weather"),
    "map-unknown-key.yaml": (4, "colour"),
}
FILES = {"not-a-workbook.xlsx": "file-broken"}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_bad_row_is_named_and_its_neighbours_come_in(name):
    plain = name.endswith(".jsonl") or name.startswith(("ged-", "tally-"))
    rows = list(read(HERE / name, format=None, mapping=None if plain else TABLE, zone=ZONE))
    assert [type(row) for row in rows] == [Row, Bad, Row]
    bad = rows[1]
    assert (bad.error.code, bad.error.where.field) == ROWS[name]
    assert bad.number == bad.error.where.row == (2 if name.endswith(".jsonl") else 3)
    assert bad.error.where.file == name
    assert SECRET in (HERE / name).read_bytes().decode(errors="replace") or name.startswith("tally")
    assert SECRET not in str(bad.error)


@pytest.mark.parametrize("name", sorted(MAPS))
def test_a_faulty_map_is_refused_with_its_line_and_field(name):
    with pytest.raises(BadInput) as caught:
        load_map((HERE / name).read_bytes(), name)
    where = caught.value.where
    assert (caught.value.code, where.file, where.line, where.field) == ("map-invalid", name, *MAPS[name])


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_not_what_it_says_is_refused_as_a_whole(name):
    with pytest.raises(BadInput) as caught:
        list(read(HERE / name, format=None, mapping=TABLE, zone=ZONE))
    assert (caught.value.code, caught.value.where.file) == (FILES[name], name)


def test_every_faulty_file_is_tried():
    assert {path.name for path in HERE.iterdir()} == {*ROWS, *MAPS, *FILES}
