"""The sides' published counts, and what to know of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import BadInput
from holdfire.reports.formats import read, tally_sheet
from holdfire.reports.model import Tally
from holdfire.reports.tallies import tally_warnings

HEAD = ",".join((*tally_sheet.COLUMNS, "north", "south")) + "\n"
BLUE = Tally("b" * 64, "2031-05-01", "blue", "breach", 3)
RED = Tally("c" * 64, "2031-05-01", "red", "breach", 4)


@pytest.fixture
def row(tmp_path):
    def run(line):
        (tmp_path / "t.csv").write_text(HEAD + line + "\n", encoding="utf-8")
        (found,) = read(tmp_path / "t.csv", format=None, mapping=None, zone=ZoneInfo("UTC"))
        return found

    return run


def test_a_row_is_a_tally_and_an_empty_cell_is_unknown_not_zero(row):
    tally = row("2031-05-01,blue,breach,3,,,red,1,,2,one was ours,Wire,https://example.org/1,0,").value
    assert (tally.day, tally.side, tally.unit, tally.total) == ("2031-05-01", "blue", "breach", 3)
    assert tally.by_area == (("north", 0),)
    assert (tally.headline, tally.combined_with) == (None, "")
    assert (tally.verdict_by, tally.confirmed, tally.exempt, tally.not_confirmed) == ("red", 1, None, 2)
    assert (tally.verdict, tally.source, tally.url) == ("one was ours", "Wire", "https://example.org/1")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("2031-05-01,blue,breach,3,,,,,,,,,,1,2", []),
        ("2031-05-01,blue,breach,3,3,,,,,,,,,,", []),
        ("2031-05-01,blue,breach,3,,red,,,,,,,,1,2", ["tally-combined"]),
        ("2031-05-01,blue,breach,3,,,,,,,,,,1,", ["tally-partial"]),
        ("2031-05-01,blue,breach,3,,,,,,,,,,2,2", ["tally-over"]),
        ("2031-05-01,blue,breach,3,4,,,,,,,,,1,2", ["tally-headline"]),
    ],
)
def test_the_traps_of_published_counts_come_out_as_warnings(row, line, codes):
    found = row(line)
    assert [w.code for w in found.warnings] == codes
    assert [caution.code for _, caution in tally_warnings([found.value])] == codes


def test_a_verdict_in_one_direction_only_is_said_of_the_count_not_judged():
    judged = replace(RED, verdict_by="blue", not_confirmed=4)
    assert [(t, c.code) for t, c in tally_warnings([judged, BLUE])] == [(BLUE, "tally-one-way")]


@pytest.mark.parametrize(
    "tallies",
    [
        [BLUE, RED],
        [
            replace(BLUE, verdict_by="red", confirmed=0),
            replace(RED, verdict_by="blue", verdict="under inquiry"),
        ],
        [replace(RED, verdict_by="blue", confirmed=0)],
        [replace(BLUE, total=0), replace(RED, verdict_by="blue", confirmed=0)],
        [replace(BLUE, day="2031-05-02"), replace(RED, verdict_by="blue", confirmed=0)],
        [BLUE, replace(RED, verdict_by="blue")],
    ],
    ids=[
        "no verdicts",
        "both ways",
        "one row alone",
        "nothing to judge",
        "another day",
        "a name without a verdict",
    ],
)
def test_no_verdict_is_missed_where_none_was_to_be_had(tallies):
    assert tally_warnings(tallies) == ()


def test_an_area_without_a_name_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text(HEAD.rstrip() + ",\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        list(read(tmp_path / "t.csv", format="tallies", mapping=None, zone=ZoneInfo("UTC")))
    assert caught.value.code == "area-unnamed"


@given(st.lists(st.builds(
    Tally, original=st.just("d" * 64), day=st.sampled_from(["2031-05-01", "2031-05-02"]),
    side=st.sampled_from("abc"), unit=st.sampled_from("uv"), total=st.integers(0, 9),
    verdict_by=st.sampled_from(["", "a", "b", "c"]), confirmed=st.none() | st.integers(0, 9),
), max_size=6))  # fmt: skip
def test_warnings_do_not_depend_on_the_order_of_the_tallies(tallies):
    def told(given):
        return Counter((repr(t), c.code) for t, c in tally_warnings(given))

    assert told(tallies) == told(tallies[::-1])
