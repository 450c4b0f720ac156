"""Taking files in: nothing comes in twice, and what does not come in is listed."""

from __future__ import annotations

import base64
import json
from zoneinfo import ZoneInfo

import pytest

from desk import Desk, row
from holdfire.errors import BadInput
from holdfire.projecting import read_entry
from holdfire.record import repo
from holdfire.record.encoding import sha256_hex
from holdfire.reports import formats, intake
from holdfire.reports import repo as reports
from holdfire.reports.formats import load_map


def counted(taken):
    return {name: n for name, n in taken.counts().items() if n}


def standing(desk):
    with desk.book.reading() as connection:
        return reports.page(connection, limit=1000)


def entries(desk, kind):
    with desk.book.reading() as connection:
        found = [read_entry(s) for page in repo.entries(connection) for s in page]
    return [e for e in found if e.kind == kind]


def test_a_file_taken_in_again_adds_nothing(desk):
    rows = [row(n) for n in range(5)]
    assert counted(desk.take(*rows)) == {"reports": 5}
    size, dumped = desk.book.size(), desk.dump()
    assert counted(desk.take(*rows, name="another-name.jsonl")) == {"already": 5}
    assert desk.book.size() == size
    assert desk.dump() == dumped


def test_a_file_that_grew_adds_only_what_is_new(file_desk):
    file_desk.take(*(row(n) for n in range(3)))
    assert counted(file_desk.take(*(row(n) for n in range(5)))) == {"reports": 2, "already": 3}
    assert len(standing(file_desk)) == 5


def test_the_same_id_with_other_bytes_is_a_correction(desk):
    desk.take(row(0), row(1))
    first = next(f for f in standing(desk) if f.report.source_id == "R-0")
    before = desk.book.size()
    assert counted(desk.take(row(0, text="EXERCISE. As corrected."))) == {"reports": 1, "corrected": 1}
    now = {f.report.source_id: f for f in standing(desk)}
    assert now["R-0"].report.words == "EXERCISE. As corrected."
    assert len(now) == 2
    correction = entries(desk, "report")[-1]
    assert correction.refs == (first.entry,)
    with desk.book.reading() as connection:
        assert reports.get(connection, first.entry) is None
        then = reports.get(connection, first.entry, before)
        assert then is not None
        assert then.report.words == "EXERCISE. Shelling, number 0."
        assert [f.entry for f in reports.by_entries(connection, [first.entry])] == [first.entry]


@pytest.mark.parametrize("batch", [2, 1000])
def test_two_corrections_within_one_file_leave_the_last(desk, batch):
    taken = desk.take(row(0, text="one"), row(1), row(0, text="two"), row(0, text="three"), batch=batch)
    assert counted(taken) == {"reports": 4, "corrected": 2}
    assert sorted(f.report.words for f in standing(desk)) == ["EXERCISE. Shelling, number 1.", "three"]
    first, _, second, third = entries(desk, "report")
    assert (second.refs, third.refs) == ((first.index,), (second.index,))
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


def test_a_correction_taken_back_is_a_correction_too(file_desk):
    file_desk.take(row(0, text="one"))
    file_desk.take(row(0, text="two"))
    assert counted(file_desk.take(row(0, text="one"))) == {"reports": 1, "corrected": 1}
    assert [f.report.words for f in standing(file_desk)] == ["one"]


def test_two_sources_may_use_one_id(file_desk):
    file_desk.take(row(0, source="Post 0"), row(0, source="Post 1"))
    assert len(standing(file_desk)) == 2


def test_ids_and_sources_are_not_run_together(file_desk):
    file_desk.take(row(0, source="Post", report_id="1 2"), row(0, source="Post 1", report_id="2"))
    assert len(standing(file_desk)) == 2


MAP = b"columns: {text: text}\nconstants: {source: Hotline}\n"


def table(*texts):
    return "text\n" + "".join(f"{t}\n" for t in texts)


def taken_table(desk, name, *texts, **more):
    return desk.take_file(name, table(*texts), "csv", load_map(MAP, "map.yaml"), **more)


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_equal_rows_without_an_id_are_as_many_as_there_were(file_desk, batch):
    assert counted(taken_table(file_desk, "calls.csv", "shots", "shots", "smoke", "shots", batch=batch)) == {
        "reports": 4
    }
    assert sorted(f.report.words for f in standing(file_desk)) == ["shots", "shots", "shots", "smoke"]
    ordinals = [e.closed["original"].get("ordinal", 0) for e in entries(file_desk, "report")]
    assert ordinals == [0, 1, 0, 2]
    assert counted(taken_table(file_desk, "calls.csv", "shots", "shots", "smoke", "shots")) == {"already": 4}
    assert counted(taken_table(file_desk, "calls.csv", "shots", "shots", "shots", "shots")) == {
        "reports": 1,
        "already": 3,
    }


def test_equal_tallies_keep_their_ordinals(desk):
    line = "2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2,3"
    assert counted(desk.take_tallies(line, line)) == {"tallies": 2}
    assert counted(desk.take_tallies(line, line)) == {"already": 2}
    assert counted(desk.take_tallies(line)) == {"already": 1}


def test_bad_rows_are_listed_and_the_rest_comes_in(file_desk):
    taken = file_desk.take(row(0), "not json", row(1, lat=95), row(2), row(3, start="yesterday"))
    assert counted(taken) == {"reports": 2, "bad": 3}
    assert [(b.where.row, b.where.field) for b in taken.bad] == [(2, ""), (3, "lat"), (5, "start")]
    (imported,) = entries(file_desk, "import")
    assert dict(imported.open) == {"reports": 2, "tallies": 0, "corrected": 0, "already": 0, "bad": 3}
    listed = [(b["row"], b["field"], b["code"]) for b in imported.closed["left_out"]]
    assert listed == [(b.where.row, b.where.field, b.code) for b in taken.bad]
    assert all(isinstance(b, BadInput) and b.hint is not None for b in taken.bad)


def test_a_bad_row_is_not_repeated_anywhere(file_desk):
    file_desk.take(row(0), row(1, lat="the kitchen window"))
    assert not any(b"kitchen" in line for line in file_desk.dump())
    (imported,) = entries(file_desk, "import")
    assert "kitchen" not in json.dumps(imported.closed)


def test_a_file_of_bad_rows_alone_writes_nothing(file_desk):
    size, dumped = file_desk.book.size(), file_desk.dump()
    assert counted(file_desk.take("not json", "nor this")) == {"bad": 2}
    assert (file_desk.book.size(), file_desk.dump()) == (size, dumped)


def test_an_empty_file_writes_nothing(file_desk):
    size = file_desk.book.size()
    assert counted(file_desk.take_file("empty.jsonl", "", "jsonl")) == {}
    assert file_desk.book.size() == size


def test_an_import_is_an_entry_that_names_its_file(file_desk):
    file_desk.take(row(0), name="march.jsonl")
    (imported,) = entries(file_desk, "import")
    data = (file_desk.folder.parent / "march.jsonl").read_bytes()
    assert (imported.closed["file"], imported.closed["sha256"]) == ("march.jsonl", sha256_hex(data))
    assert "march" not in json.dumps(dict(imported.open))


@pytest.mark.parametrize("rows", [1, 4, 5, 6, 10])
def test_a_file_makes_one_import_entry_in_the_transaction_of_its_last_batch(file_desk, rows):
    before = file_desk.book.size()
    file_desk.take(*(row(n) for n in range(rows)), batch=5)
    with file_desk.book.reading() as connection:
        sizes = [size - before for size, _ in repo.checkpoints(connection) if size > before]
    assert sizes == [5] * ((rows - 1) // 5) + [rows + 1]


def test_originals_are_kept_as_they_came(file_desk):
    text = json.dumps(row(0), ensure_ascii=True) + "  "
    file_desk.take(text)
    (filed,) = standing(file_desk)
    with file_desk.book.reading() as connection:
        kept = repo.get_file(connection, filed.report.original)
    assert kept in (text.encode(), text.strip().encode())
    assert sha256_hex(kept) == filed.report.original


def test_nothing_of_a_report_is_open(file_desk):
    said = row(
        0, url="https://example.org/x", origin="Joint Field Team", document="sheet-1", cited="UCDP GED 1"
    )
    file_desk.take(said)
    with file_desk.book.reading() as connection:
        (leaf,) = [s.leaf for page in repo.entries(connection) for s in page if s.index == 2]
    (report,) = entries(file_desk, "report")
    assert report.open == {}
    payload = base64.b64decode(json.loads(leaf)["payload"]).decode()
    for value in (*map(str, said.values()), sha256_hex(json.dumps(said).encode())):
        if len(value) > 3:
            assert value not in payload


def test_warnings_come_in_with_the_row(file_desk):
    taken = file_desk.take(row(0, killed=[3, 2, 1]))
    assert sum(taken.warnings.values()) >= 1
    (filed,) = standing(file_desk)
    assert set(filed.warnings) == set(taken.warnings)


def test_progress_counts_rows_and_never_goes_back(file_desk, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row(n)) + "\n" for n in range(2500)))
    seen = []
    rows = formats.read(path, format=None, mapping=None, zone=ZoneInfo("UTC"))
    intake.take(path, rows, lambda build: file_desk.book.submit(build, file_desk.intake_key), seen.append)
    assert seen == [1000, 2000, 2500]


@pytest.mark.parametrize("name", ["x" * 9000, "حلب" * 3000])
def test_a_very_long_name_comes_in_on_every_engine(desk, name):
    assert counted(desk.take(row(0, source=name, report_id=name[::-1]))) == {"reports": 1}
    assert counted(desk.take(row(0, source=name, report_id=name[::-1]))) == {"already": 1}


def test_an_error_in_the_middle_of_a_file_keeps_the_batches_before_it(file_desk):
    calls = []

    def failing(build):
        calls.append(build)
        if len(calls) == 3:
            raise OSError("the disk is full")
        return file_desk.book.submit(build, file_desk.intake_key)

    desk = Desk(file_desk.book, file_desk.folder, file_desk.members)
    rows = [row(n) for n in range(9)]
    path = file_desk.folder.parent / "rows.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    before, intake.BATCH = intake.BATCH, 3
    try:
        with pytest.raises(OSError):
            intake.take(path, formats.read(path, format=None, mapping=None, zone=ZoneInfo("UTC")), failing)
    finally:
        intake.BATCH = before
    assert len(standing(desk)) == 6
    assert entries(desk, "import") == []
    assert counted(desk.take(*rows, name="rows.jsonl")) == {"reports": 3, "already": 6}
    assert len(entries(desk, "import")) == 1
    desk.book.check(workers=1)
