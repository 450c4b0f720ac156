"""Which format a file is in, and whole pages."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from holdfire.errors import BadInput, NotFound
from holdfire.reports.formats import FORMATS, Bad, ColumnMap, detect, ged, load_map, read, tally_sheet

ZONE = ZoneInfo("Europe/Berlin")
GED = (",".join(sorted(ged.COLUMNS)) + "\n").encode()
TALLIES = (";".join((*tally_sheet.COLUMNS, "north")) + "\n").encode()
TABLE = load_map(b"columns: {report_id: No}", "exercise.yaml")


@pytest.mark.parametrize(
    ("name", "head", "format_"),
    [
        ("a.txt", b"Shots near the mill, witnesses say.", "text"),
        ("a.html", b"<p>Shots near the mill</p>", "html"),
        ("page", b"\n<!-- saved -->\n<!DOCTYPE HTML><html>", "html"),
        ("a.jsonl", b"", "jsonl"),
        ("claims", b'\xef\xbb\xbf{"report_id": "a"}', "jsonl"),
        ("a.csv", b"No,When\n", "csv"),
        ("a.csv", GED, "ged"),
        ("a.tsv", TALLIES, "tallies"),
        ("a.csv", b"\xef\xbb\xbf" + TALLIES, "tallies"),
        ("download", GED, "ged"),
        ("a.xlsx", b"PK\x03\x04", "excel"),
    ],
)
def test_ending_and_first_bytes_tell_the_format(tmp_path, name, head, format_):
    (tmp_path / name).write_bytes(head)
    assert detect(tmp_path / name) == format_


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.txt", b'{"report_id": "a"}'),
        ("a.txt", GED),
        ("a.csv", b"<html>"),
        ("a.jsonl", b"PK\x03\x04"),
        ("a.dat", b"Shots near the mill"),
        ("a", b""),
    ],
)
def test_what_is_unclear_is_one_error_that_lists_the_formats(tmp_path, name, head):
    (tmp_path / name).write_bytes(head)
    with pytest.raises(BadInput) as caught:
        read(tmp_path / name, format=None, mapping=None, zone=ZONE)
    assert caught.value.code == "format-unclear"
    assert all(known in caught.value.hint for known in FORMATS)


def test_with_a_map_of_columns_any_table_is_csv(tmp_path):
    (tmp_path / "a.csv").write_bytes(GED)
    (tmp_path / "a.dat").write_bytes(b"No\n1\n")
    assert detect(tmp_path / "a.csv", TABLE) == detect(tmp_path / "a.dat", TABLE) == "csv"


@pytest.mark.parametrize(
    ("format_", "mapping", "code"),
    [
        ("word", None, "format-unknown"),
        ("csv", None, "map-needed"),
        ("excel", ColumnMap(), "map-needed"),
        ("jsonl", TABLE, "map-not-used"),
        ("text", TABLE, "map-not-used"),
        ("ged", load_map(b"constants: {source: desk}", "m.yaml"), "map-not-used"),
    ],
)
def test_a_format_and_a_map_that_do_not_fit_are_refused(tmp_path, format_, mapping, code):
    (tmp_path / "a.csv").write_bytes(b"No\n1\n")
    with pytest.raises(BadInput) as caught:
        read(tmp_path / "a.csv", format=format_, mapping=mapping, zone=ZONE)
    assert caught.value.code == code


def test_a_missing_file_is_not_found_and_its_folder_not_told(tmp_path):
    with pytest.raises(NotFound) as caught:
        read(tmp_path / "absent.csv", format=None, mapping=None, zone=ZONE)
    assert caught.value.where.file == "absent.csv"


def page(path, raw, mapping=None, format_=None):
    path.write_bytes(raw)
    (row,) = read(path, format=format_, mapping=mapping, zone=ZONE)
    return row


def test_a_text_page_is_one_report_with_its_words_and_nothing_guessed(tmp_path):
    raw = "\ufeffСтрельба у мельницы.\n".encode()
    row = page(tmp_path / "a.txt", raw)
    assert (row.number, row.raw, row.value.words) == (1, raw, "Стрельба у мельницы.")
    assert (row.value.language, row.value.source, row.value.claim) == ("", "", None)
    assert row.value.media_type == "text/plain"


def test_a_map_may_say_who_published_a_page_and_its_encoding(tmp_path):
    mapping = load_map(
        b"encoding: windows-1256\nconstants: {source: Exercise wire, language: ar, published: 2031-05-01}",
        "m.yaml",
    )
    row = page(tmp_path / "a.txt", "إطلاق نار".encode("cp1256"), mapping)
    assert (row.value.words, row.value.source, row.value.language) == ("إطلاق نار", "Exercise wire", "ar")
    assert row.value.published is not None


def test_an_html_page_keeps_its_bytes_and_leaves_its_words_to_the_reading_room(tmp_path):
    raw = b"<html><body>\xff Shots</body></html>"
    row = page(tmp_path / "a.html", raw)
    assert (row.raw, row.value.words, row.value.media_type) == (raw, "", "text/html")


@pytest.mark.parametrize(
    ("raw", "code"), [(b" \n", "page-empty"), (b"Sch\xfcsse", "row-encoding"), (b"a\0b", "text-invalid")]
)
def test_a_page_that_cannot_be_read_is_bad(tmp_path, raw, code):
    row = page(tmp_path / "a.txt", raw)
    assert isinstance(row, Bad)
    assert row.error.code == code
