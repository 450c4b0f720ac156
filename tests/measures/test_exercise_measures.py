"""The measures of the exercise as it was played, and the command that shows them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from holdfire.casework import parties
from holdfire.casework import repo as casework
from holdfire.casework.surroundings import surroundings
from holdfire.cli import cli
from holdfire.measures.gather import measure
from holdfire.measures.model import METHOD, Row
from holdfire.measures.tables import as_csv, rows


@pytest.fixture(scope="module")
def measured(exercise_book):
    with exercise_book.reading() as connection:
        return measure(connection)


def figure(measured, name, by="", of=""):
    return next(f for f in measured.figures if (f.measure, f.by, f.of) == (name, by, of))


PINNED = [
    ("step.notify.median", "", "", 0.0208, 15),
    ("step.notify.in time", "", "", 11 / 15, 15),
    ("step.acknowledge.in time", "whom", "kellan", 6 / 7, 7),
    ("step.reply.median", "accused", "shore", 0.5625, 7),
    ("step.determine.in time", "", "", 12 / 12, 12),
    ("open", "", "", 2, 2),
    ("overdue.assess", "", "", 6, 6),
    ("reply.admitted", "pair", "shore > ridge", 1 / 4, 4),
    ("reply.justified", "pair", "ridge > shore", 3 / 6, 6),
    ("answer.exempt.yes", "member", "kellan/own", 2 / 7, 7),
    ("cross.confirmed", "pair", "ridge > shore", 2 / 7, 7),
    ("cross.confirmed", "pair", "shore > ridge", 3 / 4, 4),
    ("outcome.contested", "", "", 1 / 11, 11),
    ("outcome.exempt", "accused", "shore", 1 / 7, 7),
    ("outcome.violation", "claimant", "shore-government", 3 / 4, 4),
    ("reopened.changed", "", "", 1, 1),
    ("brier", "", "", 0.0225, 27),
    ("absent", "member", "dorvia", 2, 1),
]


@pytest.mark.parametrize(("name", "by", "of", "value", "n"), PINNED, ids=str)
def test_the_exercise_measures_as_it_was_worked_out(measured, name, by, of, value, n):
    found = figure(measured, name, by, of)
    assert (found.value, found.n) == (pytest.approx(value, abs=1e-4), n)


def test_every_figure_has_its_unit_and_its_entries_and_an_interval_around_it(measured):
    for f in measured.figures:
        assert f.unit
        assert f.entries
        assert f.low is None or f.value is None or f.low <= f.value + 1e-9
        assert f.high is None or f.value is None or f.value <= f.high + 1e-9


def track(connection, brief):
    case = casework.case(connection, brief.case)
    world, said = surroundings(connection, case, 0), case.alleged(brief.entry)
    return parties.track(world.agreement, said, world.evidence(said), world.day)


def test_open_allegations_and_determinations_are_those_of_the_cases(exercise_book, measured):
    with exercise_book.reading() as connection:
        briefs = casework.briefs(connection)
        waiting = [b for b in briefs if b.state in ("open", "reopened")]
        recorded = [b.entry for b in waiting if track(connection, b) in ("infighting", "crime", "accident")]
    assert len(recorded) == 1  # an accident, which this agreement only records: nobody waits for a finding
    assert figure(measured, "open").entries == tuple(b.entry for b in waiting if b.entry not in recorded)
    assert figure(measured, "outcome.violation").entries == tuple(
        sorted(b.determined for b in briefs if b.determined is not None and b.state == "determined")
    )


def test_at_an_earlier_cut_off_nothing_later_is_counted(exercise_book, measured):
    first = figure(measured, "outcome.violation").entries[0]
    with exercise_book.reading() as connection:
        before, after = measure(connection, first), measure(connection, first + 1)
    assert not [f for f in before.figures if f.family == "outcome"]
    assert figure(after, "outcome.violation").entries == (first,)
    assert all(e < first for f in before.figures for e in f.entries)


def test_the_clocks_are_read_at_the_instant_that_is_asked_for(exercise_book, measured):
    week = 7 * 86_400_000_000
    with exercise_book.reading() as connection:
        later = measure(connection, now=measured.now + week)
    assert figure(later, "open.oldest").value == pytest.approx(figure(measured, "open.oldest").value + 7)


def test_the_same_book_gives_the_same_bytes(exercise_book, measured):
    with exercise_book.reading() as connection:
        assert as_csv(measure(connection)) == as_csv(measured)


def test_what_is_younger_than_the_agreed_delay_is_not_published(exercise_book):
    with exercise_book.reading() as connection:
        second_day = next(b.entry for b in casework.briefs(connection)) + 1
        assert not measure(connection, second_day, publish=True).figures
        assert measure(connection, second_day).figures


def test_rows_are_ready_for_a_table(measured):
    found = rows(measured)
    assert Row._fields == ("measure", "split", "unit", "value", "low", "high", "n", "note", "entries")
    lines = {(str(r.measure), str(r.split)) for r in found}
    assert len(lines) == len(found)
    assert ("time to reply, median", "accused: The Shore") in lines
    assert ("“does an exemption apply”: yes, share", "member: Kellan, its own side accused") in lines


def run(book, *words):
    done = CliRunner().invoke(cli, ["measure", book.url, *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_says_exercise_cut_off_and_method_and_each_figure_with_its_n(exercise_book):
    out = run(exercise_book)
    assert out.startswith("exercise: all of it is invented\n")
    assert f"at {exercise_book.size()} entries" in out
    assert f"method {METHOD}" in out
    assert "  accused: The Shore: 0.5625 [0.5451, 0.7049], n 7\n" in out


def test_the_command_writes_csv_and_json_of_the_same_figures(exercise_book, measured):
    table = list(csv.DictReader(io.StringIO(run(exercise_book, "--csv"))))
    made = json.loads(run(exercise_book, "--json"))
    assert len(table) == len(made["figures"]) == len(measured.figures)
    assert {line["method"] for line in table} == {made["method"]} == {METHOD}
    assert (made["exercise"], made["published"], made["size"]) == (True, False, measured.size)


def test_what_is_held_back_has_no_number_in_any_form(exercise_book):
    made = json.loads(run(exercise_book, "--json", "--publish"))
    held = [f for f in made["figures"] if f["note"] and "held back" in f["note"]]
    assert held
    assert all(
        (f["value"], f["low"], f["high"], f["n"], f["entries"]) == (None, None, None, None, []) for f in held
    )


def test_a_book_without_cases_says_so(syria_book):
    assert "nothing was alleged" in run(syria_book)


def test_a_cut_off_that_the_log_has_not_reached_is_refused(exercise_book):
    done = CliRunner().invoke(cli, ["measure", exercise_book.url, "--at", "9999"])
    assert done.exception.code == "size-wrong"
