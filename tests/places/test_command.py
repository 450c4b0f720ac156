"""`holdfire locate` reads a table's names and writes a line a row. Exercises."""

from __future__ import annotations

import json

from click.testing import CliRunner

from holdfire.cli.locating import locate
from holdfire.errors import BadInput


def test_a_line_for_each_row_accepted_or_not(tmp_path, gazetteer):
    rows = ["id,name,names,kind,within,lon,lat,radius_km"]
    rows += [
        f"{e.id},{e.name},{'|'.join(e.names)},{e.kind},{e.within},{e.lon},{e.lat},{e.radius_km}"
        for e in gazetteer.entries
    ]
    (tmp_path / "g.csv").write_text("\n".join(rows))
    (tmp_path / "names.csv").write_text(
        "what,where\nTall Karbash village,Vardia\nNowhere,Vardia\n,\nBir Hasnun,Norland\n"
    )
    out = tmp_path / "found.jsonl"
    options = [
        "--gazetteer",
        str(tmp_path / "g.csv"),
        "--name",
        "what",
        "--within",
        "where",
        "--out",
        str(out),
    ]
    result = CliRunner().invoke(locate, [str(tmp_path / "names.csv"), *options])
    assert result.output == "4 rows, 1 accepted\n"
    told = [json.loads(line) for line in out.read_text().splitlines()]
    assert [t["row"] for t in told] == [0, 1, 2, 3]
    assert (told[0]["accepted"], told[0]["rule"], told[0]["precision"]) == (
        True,
        "exact-within",
        "settlement",
    )
    assert (told[0]["lon"], told[0]["lat"], told[0]["radius_km"]) == (10.2, 40.2, 3.0)
    assert (told[1]["accepted"], told[1]["precision"], told[1]["candidates"]) == (False, "unresolved", [])
    assert len(told[3]["candidates"]) == 2


def test_a_column_that_is_not_there_is_named(tmp_path):
    (tmp_path / "g.csv").write_text("name,names,within,lon,lat,radius_km\n")
    (tmp_path / "names.csv").write_text("what\nTarn\n")
    options = ["--gazetteer", str(tmp_path / "g.csv"), "--name", "place"]
    result = CliRunner().invoke(locate, [str(tmp_path / "names.csv"), *options])
    assert isinstance(result.exception, BadInput)
    assert result.exception.code == "names-column"
