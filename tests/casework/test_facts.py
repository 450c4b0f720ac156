"""What conditions count, out of a book at a cut-off."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from desk import DAY, row
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.counting import Facts
from holdfire.agreement.load import load
from holdfire.casework.facts import Atlas, facts
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict


def gathered(desk, at=None):
    with desk.book.reading() as connection:
        return facts(connection, agreement_repo.current(connection, at).agreement, at)


@pytest.fixture
def heard(file_desk):
    file_desk.take(
        row(1), row(2), row(3, types=[], lon=None, lat=None, radius_km=None, within=None, source="A")
    )
    file_desk.link()
    return file_desk


def test_an_incident_has_its_days_gravity_and_whereabouts(heard):
    first = gathered(heard).happened[0]
    assert (first.first, first.last, first.gravity, first.case) == (DAY, DAY, "serious", "")
    assert first.within == {"middle", "tarn-strip"}


def test_what_no_report_says_stays_unknown(heard):
    vague = next(one for one in gathered(heard).happened if one.gravity is None)
    assert vague.within == frozenset()
    assert vague.perhaps == {"middle", "tarn-strip"}


def test_an_allegation_is_open_until_it_is_determined_and_counts_as_it_was(heard):
    case = heard.allege("i4")
    opened = heard.book.size()
    for member in ("kellan", "dorvia", "isles-envoy"):
        heard.assess(case, member, happened="yes", accused="yes", covered="yes", exempt="no")
    heard.determine(case)
    (found,) = [one for one in gathered(heard).happened if one.case]
    assert (found.accused, found.found) == ("ridge-movement", "violation")
    (then,) = [one for one in gathered(heard, opened).happened if one.case]
    assert then.found == "open"


def test_a_case_whose_incident_was_joined_with_another_may_count_still(file_desk):
    file_desk.take(row(1), row(2, lon=-29.7, lat=29.9, place="Saltern", within="South Plain", types=["D1"]))
    file_desk.link()
    first, second = file_desk.claims()
    case = file_desk.allege(f"i{second}")
    file_desk.judge(first, second, Verdict.SAME)
    assert [i.id for i in file_desk.incidents()] == [f"i{first}"]
    (found,) = [one for one in gathered(file_desk).happened if one.case]
    assert (found.case, found.first, found.within) == (case, None, frozenset())
    assert found.perhaps == {"middle", "tarn-strip"}


def test_a_day_is_heard_of_by_a_tally_even_of_none_or_a_report(heard):
    before = gathered(heard).heard
    assert before == {DAY}
    heard.take_tallies("2031-03-12,kellan,violations,0,,,,,,,,Post,,0,0")
    assert gathered(heard).heard == {DAY, dt.date(2031, 3, 12)}


def test_where_no_condition_counts_nothing_is_read(heard):
    with heard.book.reading() as connection:
        agreement = agreement_repo.current(connection).agreement.model_copy(update={"conditions": ()})
        assert facts(connection, agreement) == Facts()


@pytest.fixture(scope="module")
def clean():
    return load((Path(__file__).parents[1] / "agreement" / "clean.yaml").read_bytes(), "clean.yaml")


def incident(**fields):
    known = dict.fromkeys(linking.Filed._fields) | {"place": "", "within": "", "types": ()}
    return linking.Filed(**{**known, **fields})


@pytest.mark.parametrize(
    ("within", "asked", "answer"),
    [
        ("Mill district", "lower", "in"),
        ("Mill district", "mill", "in"),
        ("Mill district", "upper", "out"),
        ("Lower", "mill", "maybe"),
        ("Lower", "upper", "out"),
        ("", "upper", "maybe"),
        ("Elsewhere", "upper", "maybe"),
    ],
)
def test_an_area_holds_what_lies_in_its_parts_and_may_lie_in_its_parts(clean, within, asked, answer):
    inside, perhaps = Atlas(clean, {asked}).whereabouts(incident(within=within))
    assert ("in" if asked in inside else "maybe" if asked in perhaps else "out") == answer
