"""Values that were erased, or never came here: the record still checks, and a rebuild shows all the rest."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from desk import DAY, Desk, everything, row
from holdfire.bulletins import render
from holdfire.bulletins.gather import gather
from holdfire.errors import Conflict, NotFound
from holdfire.projecting import KINDS, read_entry
from holdfire.record import check as record_check
from holdfire.record import disclosure, repo
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId

ROLES = {k.name: k.role for k in KINDS.values()}


def erase(desk: Desk, index: int, part: int | None = None) -> None:
    """Delete an entry's values, or one of them."""
    with sqlite3.connect(desk.book.url) as file:
        if part is None:
            file.execute("DELETE FROM disclosure WHERE idx = ?", (index,))
        else:
            joined = file.execute("SELECT disclosures FROM disclosure WHERE idx = ?", (index,)).fetchone()[0]
            parts = disclosure.split(joined)
            del parts[part]
            file.execute("UPDATE disclosure SET disclosures = ? WHERE idx = ?", ("~".join(parts), index))
    file.close()


def erase_file(desk: Desk, name: str) -> None:
    with sqlite3.connect(desk.book.url) as file:
        assert file.execute("DELETE FROM file WHERE sha256 = ?", (name,)).rowcount == 1
    file.close()


def entries(desk):
    with desk.book.reading() as connection:
        return [read_entry(stored) for page in repo.entries(connection) for stored in page]


def demand_readable(desk):
    """The tables can be made again, and everything can be read and published."""
    desk.book.rebuild()
    with desk.book.reading() as connection:
        everything(connection, None)
        render.html(gather(connection, DAY))
        render.table(gather(connection, DAY + dt.timedelta(2)))


def demand_sound(desk, absent):
    """The record checks, and the work goes on."""
    assert record_check.check(desk.book.url, ROLES, workers=1).absent == absent
    desk.book.check_tables()
    desk.link()
    desk.locate()


def test_any_entrys_values_can_be_erased(copied):
    """One entry after another, until nothing is left."""
    absent = 0
    for e in entries(copied):
        if e.closed:
            erase(copied, e.index)
            absent += len(e.closed)
            demand_readable(copied)
    demand_sound(copied, absent)


def test_any_one_value_can_be_erased(lived_in, copied):
    """The first value of every entry; then, those being back, the second; and so on."""
    for part in range(max(len(e.closed) for e in entries(lived_in))):
        having = [e.index for e in entries(lived_in) if len(e.closed) > part]
        for index in having:
            erase(copied, index, part)
        assert record_check.check(copied.book.url, ROLES, workers=1, signatures=False).absent == len(having)
        demand_readable(copied)
        give_back(copied, lived_in)
    copied.book.rebuild()
    assert copied.dump() == lived_in.dump()


def give_back(desk, other):
    """A holder who has the values hands them out again."""
    with sqlite3.connect(other.book.url) as source, sqlite3.connect(desk.book.url) as file:
        file.executemany(
            "REPLACE INTO disclosure VALUES (?, ?)", source.execute("SELECT * FROM disclosure").fetchall()
        )
    source.close()
    file.close()


def test_any_file_but_the_agreements_can_be_erased(copied):
    with copied.book.reading() as connection:
        names = [name for name, _ in repo.files(connection)]
    agreements = {e.open["agreement"] for e in entries(copied) if "agreement" in e.open}
    assert len(names) > 12
    for n, name in enumerate(sorted(set(names) - agreements)):
        erase_file(copied, name)
        if n % 3 == 0:
            demand_readable(copied)
    demand_readable(copied)
    demand_sound(copied, 0)
    copied.book.rebuild()
    copied.take(row(60))
    copied.book.check(workers=1)


def test_without_the_agreements_text_nothing_can_be_judged_and_it_says_so(copied):
    for e in entries(copied):
        if "agreement" in e.open:
            erase_file(copied, e.open["agreement"])
    assert record_check.check(copied.book.url, ROLES, workers=1).absent == 0
    with pytest.raises(NotFound) as error:
        copied.book.rebuild()
    assert error.value.code == "agreement-missing"
    assert copied.dump(), "and the tables are left as they were"


def test_what_was_erased_is_counted_and_the_rest_is_shown(file_desk):
    file_desk.take(row(0), row(1))
    report = next(e for e in entries(file_desk) if e.kind == "report")
    erase(file_desk, report.index, list(report.closed).index("words"))
    file_desk.book.rebuild()
    with file_desk.book.reading() as connection:
        found, other = reports.by_entries(connection, [report.index, report.index + 1])
    assert (found.absent, found.report.words, found.report.source) == (1, "", "Post 0")
    assert found.report.claim is not None
    assert (other.absent, other.report.words) == (0, "EXERCISE. Shelling, number 1.")


def test_no_words_of_an_erased_report_are_left_in_any_table(file_desk):
    said = "EXERCISE. A person said: I saw it from my window."
    file_desk.take(row(0, text=said), row(1))
    file_desk.link()
    report = next(e for e in entries(file_desk) if e.kind == "report")
    assert any(said.encode() in line for line in file_desk.dump())
    erase(file_desk, report.index)
    erase_file(file_desk, report.closed["original"]["sha256"])
    file_desk.book.rebuild()
    assert not any(b"window" in line or b'"R-0"' in line for line in file_desk.dump())
    with file_desk.book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"window" not in Path(file_desk.book.url).read_bytes()


def test_a_corrected_report_does_not_come_back_when_its_correction_is_erased(file_desk):
    file_desk.take(row(0))
    file_desk.take(row(0, text="EXERCISE. As corrected."))
    first, second = (e for e in entries(file_desk) if e.kind == "report")
    for gone in (second, first):
        erase(file_desk, gone.index)
        file_desk.book.rebuild()
        with file_desk.book.reading() as connection:
            assert [f.entry for f in reports.page(connection, limit=9)] == [second.index]


def test_an_incident_keeps_its_name_when_its_first_report_is_erased(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    (before,) = file_desk.incidents()
    erase(file_desk, before.members[0].entry)
    file_desk.book.rebuild()
    (after,) = file_desk.incidents()
    assert (after.id, after.members) == (before.id, (ClaimId(before.members[1].entry, 0),))


def test_claim_and_incident_keep_their_names_when_a_corrected_report_is_erased(file_desk):
    file_desk.take(row(0), row(1))
    file_desk.link()
    file_desk.take(row(0, text="EXERCISE. As corrected."))
    file_desk.link()
    (before,) = file_desk.incidents()
    first, _, second = (e for e in entries(file_desk) if e.kind == "report")
    erase(file_desk, first.index)
    file_desk.book.rebuild()
    assert file_desk.incidents() == [before]
    assert before.reports == (second.index, before.members[1].entry)
    erase(file_desk, second.index)
    file_desk.book.rebuild()
    (after,) = file_desk.incidents()
    assert (after.id, after.members) == (before.id, before.members[1:])


def decided(desk):
    desk.take(row(0), row(1))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    acts = [desk.assess(case, "kellan"), desk.assess(case, "dorvia"), desk.assess(case, "isles-envoy")]
    return case, [*acts, desk.determine(case)]


def test_a_finding_stands_although_an_assessment_under_it_was_erased(file_desk):
    case, acts = decided(file_desk)
    erase(file_desk, acts[1])
    file_desk.book.rebuild()
    found = file_desk.case(case)
    assert [a.refused for a in found.acts] == [""] * 7
    assert [a.absent for a in found.acts] == [0, 0, 4, 0, 0, 0, 0]
    assert str(file_desk.brief(case).status) == "violation"
    assert [dict(a.answers) for a in found.assessments(int(case[1:])).values()][1] == {}


def test_a_case_goes_on_being_a_case_when_its_allegation_is_erased(file_desk):
    case, acts = decided(file_desk)
    erase(file_desk, int(case[1:]))
    file_desk.book.rebuild()
    line = file_desk.brief(case)
    assert str(line.status) == "violation"
    assert (line.incident, line.claimant) == ("", "kellan")
    assert file_desk.case(case).head == acts[-1]


def test_an_erased_finding_is_named_as_such(file_desk):
    case, acts = decided(file_desk)
    erase(file_desk, acts[-1])
    file_desk.book.rebuild()
    assert str(file_desk.brief(case).status) == "determined, outcome not held here"


def test_nothing_is_determined_where_part_of_the_case_is_not_held(file_desk):
    case, acts = decided(file_desk)
    file_desk.act("reopening", "kellan", case, reason="We looked again.")
    erase(file_desk, acts[0])
    file_desk.book.rebuild()
    for member in ("kellan", "dorvia", "isles-envoy"):
        file_desk.assess(case, member)
    with pytest.raises(Conflict) as e:
        file_desk.determine(case)
    assert e.value.code == "value-absent"


def test_an_act_that_was_refused_stays_refused_when_its_values_are_erased(file_desk):
    case, _ = decided(file_desk)
    stale = file_desk.assess(case, "kellan", head=1)
    erase(file_desk, stale)
    file_desk.book.rebuild()
    assert file_desk.refused(stale) == "head-stale"
