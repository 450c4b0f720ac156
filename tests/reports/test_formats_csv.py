"""Tables with a column map, in text and in workbooks."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.errors import BadInput, Unavailable
from holdfire.reports.formats import Bad, Row, load_map, read
from holdfire.reports.model import Spot, Toll

ZONE = ZoneInfo("Asia/Damascus")
MAP = b"""
columns: {report_id: Nr, start: Datum, place: Ort, lon: Laenge, lat: Breite, types: Art, killed_best: Tote,
          injured: Verletzte, text: Text}
constants: {source: Exercise desk, language: de}
dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
lists: "/"
decimal: ","
types: {Beschuss: A2, Schuss: A1}
"""
HEAD = ["Nr", "Datum", "Ort", "Laenge", "Breite", "Art", "Tote", "Verletzte", "Text"]
ONE = [
    "1",
    "09.01.2031",
    "Mühle",
    "20,5",
    "10,25",
    "Beschuss / Schuss",
    "2",
    "3",
    'Er sagte: "weg",\r\ndann; Stille',
]


def written(*rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def table(tmp_path):
    def run(raw, mapping=MAP, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(raw)
        return list(read(path, format=None, mapping=load_map(mapping, "map.yaml"), zone=ZONE))

    return run


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mapped_table_reads_the_same_however_it_is_written(table, delimiter, encoding):
    (row,) = table(written(HEAD, ONE, delimiter=delimiter, encoding=encoding))
    report, claim = row.value, row.value.claim
    assert (report.source_id, report.source, report.language) == ("1", "Exercise desk", "de")
    assert report.words == 'Er sagte: "weg",\r\ndann; Stille'
    assert claim.spot == Spot("Mühle", "", 20.5, 10.25)
    assert (claim.types, claim.killed, claim.injured) == (("A2", "A1"), Toll(2, 2, 2), Toll(3, 3, 3))
    assert claim.when.end - claim.when.start == 24 * 3_600_000_000
    assert [w.code for w in row.warnings] == ["toll-partial"]


@pytest.mark.parametrize(
    ("name", "words"), [("windows-1251", "Обстрел"), ("windows-1256", "قصف"), ("windows-1254", "ateş ğüş")]
)
def test_a_national_encoding_is_read_when_the_map_says_so(table, name, words):
    mapping = b"columns: {report_id: Nr, text: Text}\nencoding: " + name.encode()
    raw = f"Nr,Text\n1,{words}\n".encode(name)
    (row,) = table(raw, mapping)
    assert (row.value.words, row.raw) == (words, f"1,{words}".encode(name))


def test_rows_are_counted_as_a_spreadsheet_does_and_lines_as_an_editor_does(table):
    raw = b'Nr,Text\n\n1,"two\nlines"\n,\n2,"open\n3,end\n'
    one, two, three = table(raw, b"columns: {report_id: Nr, text: Text}")
    assert (one.number, one.raw) == (3, b'1,"two\nlines"')
    assert (two.error.code, two.number, two.error.where.line) == ("row-quotes", 5, 6)
    assert (three.number, three.value.source_id) == (6, "3")


def test_utf_16_that_breaks_off_keeps_what_came_before(table):
    rows = table(written(["Nr"], ["1"], ["2"], encoding="utf-16")[:-1], b"columns: {report_id: Nr}")
    assert isinstance(rows[0], Row)
    assert (type(rows[-1]), rows[-1].error.code) == (Bad, "row-encoding")


def test_a_line_above_the_limit_is_bad_and_read_past(table, monkeypatch):
    monkeypatch.setattr("holdfire.reports.formats.table.MAX_ROW", 100)
    first, second = table(b"Nr,Text\n1," + b"2,x\n".rjust(2500, b"x") + b"2,b\n", b"columns: {report_id: Nr}")
    assert (first.error.code, second.number, second.value.source_id) == ("row-too-long", 3, "2")


def test_a_missing_column_is_one_error_at_the_line_of_the_map(table):
    with pytest.raises(BadInput) as caught:
        table(b"Nr,Text\n1,a\n", b"columns:\n  report_id: Nr\n  start: Datum\n")
    where = caught.value.where
    assert (caught.value.code, where.file, where.line, where.field) == (
        "column-missing",
        "map.yaml",
        3,
        "start",
    )


def test_a_column_that_stands_twice_is_refused_only_if_it_is_mapped(table):
    assert len(table(b"Nr,x,x\n1,2,3\n", b"columns: {report_id: Nr}")) == 1
    with pytest.raises(BadInput) as caught:
        table(b"Nr,x,x\n1,2,3\n", b"columns: {report_id: x}")
    assert caught.value.code == "column-twice"


def test_a_table_without_a_header_is_refused(table):
    with pytest.raises(BadInput) as caught:
        table(b"\n", b"columns: {report_id: Nr}")
    assert caught.value.code == "header-missing"


def test_a_word_that_is_not_in_the_maps_types_is_kept_and_said(table):
    (row,) = table(b"Nr,Art\n1,shell;Rauch\n", b"columns: {report_id: Nr, types: Art}\ntypes: {shell: A2}")
    assert row.value.claim.types == ("A2", "Rauch")
    assert [w.code for w in row.warnings] == ["type-unmapped"]


@pytest.mark.parametrize("cell", ["1.000,5", "1 000", "1_000", "nan", "inf", "0x10", "eins"])
def test_a_number_that_could_be_read_two_ways_is_not_read(table, cell):
    (row,) = table(f"Nr;Laenge\n1;{cell}\n".encode(), b"columns: {report_id: Nr, lon: Laenge}\ndecimal: ','")
    assert row.error.code in ("number-invalid", "number-out-of-range")


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(), cells), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_a_csv_writer_writes_comes_back(tmp_path_factory, rows, delimiter):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(written(["Nr", "Text"], *rows, delimiter=delimiter))
    found = list(
        read(path, format=None, mapping=load_map(b"columns: {report_id: Nr, text: Text}", "m"), zone=ZONE)
    )
    assert [(row.value.source_id, row.value.words) for row in found] == [
        (str(n), text.strip()) for n, text in rows
    ]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_any_bytes_under_a_header_are_rows_or_bad_rows(tmp_path_factory, raw, bom):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(bom, "utf-8")
    path.write_bytes(bom + "Nr,Text\n".encode(encoding) + raw)
    mapping = load_map(b"columns: {report_id: Nr, text: Text}", "m")
    rows = list(read(path, format="csv", mapping=mapping, zone=ZONE))
    assert all(isinstance(row, Row | Bad) for row in rows)
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    assert all(row.raw in raw for row in rows if isinstance(row, Row))


openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def workbook(tmp_path):
    def run(*rows, mapping=MAP, sheets=("Reports",)):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in sheets:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "table.xlsx")
        return list(
            read(tmp_path / "table.xlsx", format=None, mapping=load_map(mapping, "map.yaml"), zone=ZONE)
        )

    return run


def test_a_workbook_reads_as_the_same_table_in_text_does(table, workbook):
    (text,) = table(written(HEAD, [*ONE[:8], "Stille"]))
    cells = [1.0, date(2031, 1, 9), "Mühle", "20,5", "10,25", "Beschuss / Schuss", 2, 3, "Stille"]
    (row,) = workbook(HEAD, cells)
    assert row.value.claim == text.value.claim
    assert (row.number, row.value.source_id, row.value.words) == (2, "1", "Stille")
    assert row.raw.startswith(b'[1,"2031-01-09T00:00:00","M\\u00fchle"')


def test_workbook_cells_of_every_kind_can_be_words(workbook):
    kinds = [date(2031, 1, 9), time(10, 30), timedelta(hours=30), True, 1.5, "Wort"]
    rows = workbook(["Text"], *[[kind] for kind in kinds], mapping=b"columns: {text: Text}")
    assert [row.value.words for row in rows][-3:] == ["True", "1.5", "Wort"]


def test_workbook_rows_keep_their_numbers_and_faults(workbook):
    rows = workbook(
        ["Nr", "Text"],
        [1, "a"],
        [None, None],
        [2, "#N/A"],
        [3, "c", "beyond"],
        [4],
        mapping=b"columns: {report_id: Nr, text: Text}",
    )
    assert [row.number for row in rows] == [2, 4, 5, 6]
    assert [row.error.code for row in rows if isinstance(row, Bad)] == ["cell-error", "row-cells"]


def test_of_several_sheets_the_map_names_one(workbook):
    with pytest.raises(BadInput) as caught:
        workbook(["Nr"], [1], mapping=b"columns: {report_id: Nr}", sheets=("a", "b"))
    assert caught.value.code == "sheet-unclear"
    assert len(workbook(["Nr"], [1], mapping=b"columns: {report_id: Nr}\nsheet: b", sheets=("a", "b"))) == 1


def test_a_workbook_that_unpacks_to_too_much_is_refused(workbook, monkeypatch):
    monkeypatch.setattr("holdfire.reports.formats.excel.MAX_UNPACKED", 100)
    with pytest.raises(BadInput) as caught:
        workbook(["Nr"], [1], mapping=b"columns: {report_id: Nr}")
    assert caught.value.code == "file-too-large"


def test_without_openpyxl_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(Unavailable) as caught:
        list(read(path, format=None, mapping=load_map(b"columns: {report_id: Nr}", "m"), zone=ZONE))
    assert caught.value.code == "extra-missing"
    assert "holdfire[excel]" in caught.value.hint
