"""A bulletin in every format: the same bytes in another process, one content, and a publication that names them all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk import DAY, row
from holdfire.agreement import repo as agreement_repo
from holdfire.bulletins import as_docx, as_pdf, as_text, as_xlsx, daily, data, flash, render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.as_geojson import KM_PER_DEGREE
from holdfire.bulletins.document import Heading, Note, Table
from holdfire.bulletins.gather import gather
from holdfire.cli.bulletins import bulletin, publish, reproduced
from holdfire.errors import BadInput, Broken, Unavailable
from holdfire.record import repo as record
from holdfire.record.encoding import sha256_hex
from papers import EVERYTHING

TESTS = Path(__file__).parents[1]
IN_ANOTHER_PROCESS = """
import hashlib, sys
from holdfire.bulletins import as_docx, as_pdf, as_xlsx
from papers import EVERYTHING
for make in (as_pdf.pdf, as_docx.docx, as_xlsx.xlsx):
    print(hashlib.sha256(make(EVERYTHING, "fa")).hexdigest())
"""


def gathered(desk, day=DAY):
    with desk.book.reading() as connection:
        return gather(connection, day)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_gives_the_same_bytes(seed):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS), "TZ": "Asia/Tehran"}
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    here = [make(EVERYTHING, "fa") for make in (as_pdf.pdf, as_docx.docx, as_xlsx.xlsx)]
    assert done.stdout.split() == [hashlib.sha256(made).hexdigest() for made in here]


def test_every_figure_of_the_table_stands_on_the_page_and_in_the_text(file_desk):
    file_desk.live()
    found = gathered(file_desk)
    text = as_text.text(daily.document(found))
    for line in data.figures(found).rows:
        assert str(line[5]) in text
    for i in found.incidents:
        assert i.id in text


def test_the_bulletin_keeps_kinds_of_figure_apart(file_desk):
    file_desk.live()
    blocks = daily.document(gathered(file_desk)).blocks
    parts = [str(b.text) for b in blocks if isinstance(b, Heading) and b.level == 1]
    assert parts == [
        "What each side published",
        "What was reported as having happened",
        "What was alleged, answered and determined",
        "Alerts of the day",
        "What is to follow",
        "What changed since this day was published before",
    ]
    grounds = [
        b for b in blocks if isinstance(b, Note) and "Coverage" in as_text.text(daily.Document("", (b,)))
    ]
    assert len(grounds) == 3, "each part says its cut-off, method and coverage"


def test_every_column_of_the_data_has_a_meaning_and_a_tag():
    for column in (*data.FIGURES, *data.INCIDENTS, *data.ALLEGED, *data.ERRATA, *flash.FACTS):
        assert column.key
        assert column.meaning
        assert column.tag.startswith("#")
        assert column.unit or not column.numeric


def test_the_tagged_table_is_the_table_and_its_tags(file_desk):
    file_desk.live()
    found = gathered(file_desk)
    plain, tagged = render.table(found).splitlines(), render.set_as("hxl", found, "en").splitlines()
    assert plain == [tagged[0], *tagged[2:]]
    assert tagged[1].startswith(b"#meta+section,#adm1+name,#indicator+name,#status,")


def test_an_exercise_says_so_in_every_format(file_desk):
    file_desk.live()
    found = gathered(file_desk)
    assert {r["exercise"] for r in csv.DictReader(io.StringIO(render.table(found).decode()))} == {"yes"}
    assert json.loads(render.set_as("geojson", found, "en"))["holdfire"]["exercise"] is True
    assert render.set_as("txt", found, "en").startswith(b"EXERCISE.")
    assert b"EXERCISE." in render.html(found)


def test_a_map_is_no_finer_than_the_agreement_allows(file_desk):
    file_desk.book.clock.at = dt.datetime(2031, 3, 20, tzinfo=dt.UTC)
    file_desk.take(row(0, lon=-30.0123, lat=30.0456, radius_km=0.3))
    file_desk.link()
    made = json.loads(render.set_as("geojson", gathered(file_desk), "en"))
    (feature,) = made["features"]
    lon, lat = feature["geometry"]["coordinates"]
    assert (lon, lat) != (-30.0123, 30.0456)
    assert abs(lat - 30.0456) * KM_PER_DEGREE <= feature["properties"]["within_km"]
    assert feature["properties"]["within_km"] > 3.5
    assert feature["properties"]["place"] == ""
    assert made["holdfire"]["precision"] == "5 km"


def test_without_a_rule_a_map_names_areas_and_shows_no_place(syria_book):
    day = dt.date(2017, 1, 12)
    with syria_book.reading() as connection:
        assert agreement_repo.current(connection).agreement.rules.publication is None
        made = json.loads(render.set_as("geojson", gather(connection, day), "en"))
    assert made["features"]
    assert {f["geometry"] for f in made["features"]} == {None}


def test_names_are_those_of_the_readers_language(syria_book):
    with syria_book.reading() as connection:
        found = gather(connection, dt.date(2017, 1, 12))
    table = next(b for b in daily.document(found).blocks if isinstance(b, Table))
    assert {r[0] for r in table.rows} >= {"Aleppo", "Idlib"}
    assert "حلب" in render.html(found, "ar").decode()
    assert "Aleppo" not in render.html(found, "ar").decode()
    assert b"Aleppo" in render.table(found)


def test_a_publication_names_every_file_and_all_come_out_again(file_desk):
    file_desk.live()
    key = file_desk.members["isles-envoy"]
    files, size = publish(file_desk.book, DAY, None, key, tuple(render.FORMATS), "fa")
    with file_desk.book.reading() as connection:
        found = bulletins.publications(connection, of=DAY.isoformat())[0]
        assert found.size == size
        assert found.language == "fa"
        assert {"html": found.html, "csv": found.csv, **found.others} == {
            n: sha256_hex(d) for n, d in files.items()
        }
        for name in found.others.values():
            assert sha256_hex(record.get_file(connection, name)) == name
    (line, *_) = reproduced(file_desk.book, DAY, size)
    assert "the same bytes again" in line
    assert all(name in line for name in render.FORMATS)
    assert "other bytes" not in line
    before = file_desk.book.size()
    publish(file_desk.book, DAY, size, key, ("html", "pdf"), "fa")
    assert file_desk.book.size() == before, "nothing is published twice"
    publish(file_desk.book, DAY, size, key, ("html", "pdf"), "en")
    assert file_desk.book.size() == before + 1
    file_desk.book.rebuild()
    assert len(reproduced(file_desk.book, DAY, size)) == 2


def test_a_changed_map_is_found_and_another_version_of_typst_is_said(file_desk, monkeypatch):
    file_desk.live()
    _, size = publish(file_desk.book, DAY, None, file_desk.members["isles-envoy"], ("pdf", "geojson"))
    monkeypatch.setitem(render.FORMATS, "pdf", lambda _b, _l: b"%PDF of tomorrow")
    (line,) = reproduced(file_desk.book, DAY, size)
    assert "other bytes" in line
    assert line.endswith("pdf")
    monkeypatch.setitem(render.FORMATS, "geojson", lambda _b, _l: b"{}")
    with pytest.raises(Broken) as e:
        reproduced(file_desk.book, DAY, size)
    assert e.value.code == "bulletin-differs"


@pytest.mark.parametrize(
    ("module", "form", "extra"),
    [("typst", "pdf", "pdf"), ("docx", "docx", "word"), ("openpyxl", "xlsx", "excel")],
)
def test_a_missing_extra_says_how_to_install_it(file_desk, monkeypatch, module, form, extra):
    monkeypatch.setitem(sys.modules, module, None)
    size = file_desk.book.size()
    with pytest.raises(Unavailable) as e:
        publish(file_desk.book, DAY, None, file_desk.members["isles-envoy"], (form,))
    assert e.value.code == "extra-missing"
    assert e.value.hint == f"pip install 'holdfire[{extra}]'"
    assert file_desk.book.size() == size


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--format", "html,exe"), "format-unknown"), (("--language", "xx-"), "language-invalid")],
)
def test_a_format_or_language_that_there_is_not_is_refused(tmp_path, words, code):
    done = CliRunner().invoke(bulletin, [str(tmp_path / "a.book"), "--date", "2031-03-10", *words])
    assert isinstance(done.exception, BadInput)
    assert done.exception.code == code
