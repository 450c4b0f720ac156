"""What changed since a day was published before: figure, was, is, and the entries that changed it."""

from __future__ import annotations

import datetime as dt

import pytest

from desk import DAY, MEMBERS, row
from holdfire.bulletins import data, render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.gather import gather
from holdfire.cli.bulletins import publish, reproduced
from holdfire.linking import repo as linking


def gathered(desk, at=None):
    with desk.book.reading() as connection:
        return gather(connection, DAY, at)


def published(desk):
    """Publish the day; its entry."""
    publish(desk.book, DAY, None, desk.members["isles-envoy"], ("html", "csv", "txt", "sms"))
    with desk.book.reading() as connection:
        return bulletins.publications(connection, of=DAY.isoformat())[0]


def errata(desk):
    return {
        (e.figure.section, str(e.figure.item), str(e.figure.status)): (e.was, e.now, e.entries)
        for e in gathered(desk).changed.errata
    }


@pytest.fixture
def seen(file_desk):
    """A day with one incident by one origin and a count, published."""
    file_desk.take(row(0))
    file_desk.link()
    file_desk.take_tallies("2031-03-10,kellan,violations,5,,,,,,,,Ferry Gazette,,2,3")
    assert published(file_desk).corrects is None
    return file_desk


def test_the_first_publication_of_a_day_corrects_nothing(file_desk):
    file_desk.take(row(0))
    file_desk.link()
    assert gathered(file_desk).changed is None


def test_where_nothing_changed_there_is_no_erratum(seen):
    seen.act("roster", "kellan")
    found = gathered(seen)
    assert found.changed.errata == ()
    assert published(seen).corrects is None
    assert "No figure of it changed" in render.html(found).decode()


def test_a_second_origin_changes_the_figure_and_is_named(seen):
    first = gathered(seen).changed.entry
    report = seen.book.size()
    seen.take(row(1))
    seen.link()
    run = seen.book.size() - 1
    found = errata(seen)
    day = "incidents of the day"
    assert found["incidents", day, "reported by one origin"] == (1, None, (report, run))
    assert found["incidents", day, "reported by two or more origins"] == (None, 1, (report, run))
    incident = seen.incidents()[0].id
    assert found["incident", incident, "whose observation it is, counted"] == (1, 2, (report, run))
    assert not [key for key in found if key[0] == "published count"], "what did not change is not listed"
    again = published(seen)
    assert again.corrects == first


def test_a_corrected_count_names_its_correction(seen):
    correction = seen.book.size()
    seen.take_tallies("2031-03-10,kellan,violations,6,,,,,,,,Ferry Gazette,,3,3")
    errata = gathered(seen).changed.errata
    assert {(str(e.figure.area), e.was, e.now) for e in errata} == {("", 5, 6), ("North Shore", 2, 3)}
    assert {e.entries for e in errata} == {(correction,)}
    rows = data.errata(gathered(seen)).rows
    assert {(r[5], r[6]) for r in rows} == {(5, 6), (2, 3)}


def test_a_determination_changes_the_status_and_names_its_acts(seen):
    case = seen.allege(seen.incidents()[0].id)
    published(seen)
    start = seen.book.size()
    for member in MEMBERS:
        seen.assess(case, member, happened="no")
    determination = seen.determine(case)
    pair = "The Shore against The Ridge"
    was, now, entries = errata(seen)["determinations", pair, "not established"]
    assert (was, now) == (0, 1)
    assert entries == tuple(range(start, determination + 1))


def test_a_deadline_that_passes_changes_a_figure_without_an_entry(seen):
    seen.allege(seen.incidents()[0].id)
    published(seen)
    seen.book.clock.at += dt.timedelta(days=9)
    seen.act("roster", "kellan")
    found = errata(seen)
    pair = "The Shore against The Ridge"
    assert found["positions", f"{pair}: Kellan", "silent at the deadline"] == (0, 1, ())
    assert "time alone changed it" in render.html(gathered(seen)).decode()


def test_errata_come_out_again_from_any_later_book(seen):
    seen.take(row(1))
    seen.link()
    published(seen)
    seen.take(row(2))
    seen.link()
    published(seen)
    assert len(reproduced(seen.book, DAY, None)) == 3
    seen.book.rebuild()
    assert all("the same bytes again" in line for line in reproduced(seen.book, DAY, None))


def test_an_erratum_is_measured_against_the_last_publication_before_the_cut_off(seen):
    first = gathered(seen).changed
    size = seen.book.size()
    seen.take(row(1))
    seen.link()
    published(seen)
    assert gathered(seen, size).changed == first, "an old cut-off knows nothing of later publications"


def test_another_methods_figures_are_not_compared(seen):
    with seen.book.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE publication SET method = 'bulletin-1'")
    seen.take(row(1))
    seen.link()
    found = gathered(seen)
    assert found.changed.comparable is False
    assert found.changed.errata == ()
    assert "its figures are not compared" in render.html(found).decode()


def test_every_erratum_of_an_incident_is_in_its_history(seen):
    seen.take(row(1))
    seen.link()
    with seen.book.reading() as connection:
        states = linking.history(connection, seen.incidents()[0].id)
    made = {e for m, ended, _ in states for e in (m, ended) if e is not None}
    assert made & set(errata(seen)["incidents", "incidents of the day", "reported by two or more origins"][2])
