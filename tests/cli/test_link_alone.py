"""Linking a file of claims, and two files against each other, without a book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from holdfire.cli import cli
from holdfire.errors import BadInput
from holdfire.linking import methods

DAY = {"start": "2031-03-12", "end": "2031-03-12", "lon": 36.0, "lat": 35.0, "radius_km": 1, "types": ["A2"]}
CLAIMS = [
    {"report_id": "r2", "source": "post", **DAY, "killed": [2, 2, 2], "unknown field": 1},
    {"report_id": "r1", "source": "radio", **DAY, "killed": [1, 2, 3]},
    {"report_id": "r3", "source": "post", **DAY, "lon": 37.0},
    {"report_id": "r4"},
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("claims.jsonl", CLAIMS)
    return tmp_path


def write(name, rows):
    lines = [r if isinstance(r, str) else json.dumps(r) for r in rows]
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(name):
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def holdfire(*words):
    return CliRunner().invoke(cli, words, catch_exceptions=False).output


@pytest.mark.parametrize("method", methods.NAMES)
def test_a_file_of_claims_becomes_groups(folder, method):
    if method == "forests" and not methods.installed():
        pytest.skip("the extra link is not installed")
    said = holdfire("link", "claims.jsonl", "--out", "links.jsonl", "--method", method)
    assert said.startswith(f"4 claims, 3 incidents by {method}; 0 rows left out")
    assert {r["report_id"]: r["incident_id"] for r in read("links.jsonl")} == {
        "r1": "r1",
        "r2": "r1",
        "r3": "r3",
        "r4": "r4",
    }
    assert all(0 <= r["probability"] <= 1 for r in read("links.jsonl"))


def test_the_order_of_the_lines_changes_no_byte(folder):
    holdfire("link", "claims.jsonl", "--out", "one.jsonl")
    write("claims.jsonl", CLAIMS[::-1])
    holdfire("link", "claims.jsonl", "--out", "two.jsonl")
    assert (folder / "one.jsonl").read_bytes() == (folder / "two.jsonl").read_bytes()


def test_a_bad_line_is_named_and_left_out(folder):
    write("claims.jsonl", [CLAIMS[0], "{", {**CLAIMS[1], "lat": 91}, CLAIMS[0], CLAIMS[2]])
    said = holdfire("link", "claims.jsonl", "--out", "links.jsonl")
    assert "2 claims, 2 incidents" in said
    assert "row-not-json: claims.jsonl:2" in said
    assert "number-out-of-range: claims.jsonl:3" in said
    assert "row-twice: claims.jsonl" in said
    assert [r["report_id"] for r in read("links.jsonl")] == ["r2", "r3"]


def test_pairs_say_what_spoke_for_and_against(folder):
    holdfire("link", "claims.jsonl", "--out", "links.jsonl", "--pairs", "pairs.jsonl")
    (pair,) = [p for p in read("pairs.jsonl") if p["probability"] > 0.5]
    assert (pair["a"], pair["b"]) == ("r1", "r2")
    assert all(reason["words"] for reason in pair["reasons"])
    assert {"place", "different sources"} & {reason["code"] for reason in pair["reasons"]}


def test_a_table_needs_a_map_of_its_columns(folder):
    (folder / "table.csv").write_text(
        "No,Day,X,Y\n1,2031-03-12,36,35\n2,2031-03-12,36,35\n", encoding="utf-8"
    )
    (folder / "map.yaml").write_text(
        "columns: {report_id: No, start: Day, lon: X, lat: Y}\n", encoding="utf-8"
    )
    assert "2 claims" in holdfire("link", "table.csv", "--map", "map.yaml", "--out", "links.jsonl")


def test_pairs_without_out_are_refused(folder):
    with pytest.raises(BadInput) as refused:
        holdfire("link", "a.book", "--pairs", "pairs.jsonl")
    assert refused.value.code == "option-without-out"


def test_two_lists_are_set_against_each_other(folder):
    write("a.jsonl", [CLAIMS[0], CLAIMS[2]])
    write("b.jsonl", [CLAIMS[1], "nothing"])
    said = holdfire("reconcile", "a.jsonl", "b.jsonl", "--out", "both.jsonl")
    assert "1 in both, 1 only in A, 0 only in B" in said
    assert "row-not-json: b.jsonl:2" in said
    assert [(r["status"], r["a"], r["b"]) for r in read("both.jsonl")] == [
        ("both", "r2", "r1"),
        ("only a", "r3", ""),
    ]
