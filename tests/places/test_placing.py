"""A person's word on where a claim was goes before the source's and the gazetteer's, and can be taken back."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from desk import row
from holdfire.cli import cli
from holdfire.errors import BadInput, Conflict, NotFound
from holdfire.linking import repo as linking
from holdfire.places import entries
from holdfire.places import repo as places
from holdfire.places.entries import Spot
from holdfire.reports.model import ClaimId

FIRST = ClaimId(2, 0)
THERE = Spot(-30.5, 30.25, 2.0)
NOWHERE = {"lon": None, "lat": None, "radius_km": None}


@pytest.fixture
def located(file_desk):
    """A report, entry 2, whose place the gazetteer found, and one with coordinates of its own, entry 3."""
    file_desk.take(row(0, **NOWHERE), row(1))
    file_desk.locate()
    return file_desk


def say(desk, claim=FIRST, spot=THERE, reason=""):
    return desk.place(claim, spot, reason)


def where(desk, claim=FIRST):
    """Where linking takes a claim to have been."""
    with desk.book.reading() as connection:
        return next((c.lon, c.lat, c.radius_km) for c in linking.link_claims(connection) if c.id == claim)


def demand_remade(desk):
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before


def test_it_goes_before_what_the_gazetteer_found(located):
    say(located, reason="The bridge.")
    assert where(located) == THERE[:3]
    with located.book.reading() as connection:
        found = places.locations(connection)[(2, 0)]
    assert (found.by_person, found.precision, found.reason[1]) == (True, "point", {"reason": "The bridge."})
    assert found.candidates, "what the gazetteer gave is still there to choose from"
    demand_remade(located)


def test_it_goes_before_the_coordinates_that_the_source_gave(located):
    say(located, ClaimId(3, 0))
    assert where(located, ClaimId(3, 0)) == THERE[:3]


def test_no_later_run_takes_its_place(located):
    say(located)
    size = located.book.size()
    located.locate()
    assert located.book.size() == size
    assert where(located) == THERE[:3]


def test_the_last_word_stands_and_taking_it_back_lets_the_machines_stand(located):
    before = where(located)
    first = say(located)
    say(located, spot=Spot(-29.0, 29.0, 5.0))
    assert where(located) == (-29.0, 29.0, 5.0)
    with located.book.reading() as connection:
        assert places.locations(connection, first + 1)[(2, 0)].lon == THERE.lon
    located.book.submit(lambda c: [entries.withdraw(c, FIRST)], located.intake_key)
    assert where(located) == before
    demand_remade(located)


def test_undoing_puts_back_the_word_before_and_only_once(located):
    say(located, reason="By map.")
    second = say(located, spot=Spot(-29.0, 29.0, 5.0))
    located.book.submit(lambda c: [entries.undone(c, second)], located.intake_key)
    assert where(located) == THERE[:3]
    with pytest.raises(Conflict, match="undo-late"), located.book.reading() as connection:
        entries.undone(connection, second)


def test_a_correction_that_gives_the_same_place_keeps_it_and_another_does_not(located):
    say(located)
    located.take(row(0, text="EXERCISE. Corrected.", **NOWHERE))
    assert where(located) == THERE[:3]
    located.take(row(0, text="EXERCISE. Elsewhere.", place="Saltern", **NOWHERE))
    assert where(located) != THERE[:3]
    demand_remade(located)


def test_a_word_on_a_correction_replaces_the_one_on_what_it_corrects(located):
    say(located)
    located.take(row(0, text="EXERCISE. Corrected.", **NOWHERE))
    say(located, spot=Spot(-29.0, 29.0, 5.0))
    assert where(located) == (-29.0, 29.0, 5.0)
    located.book.submit(lambda c: [entries.withdraw(c, FIRST)], located.intake_key)
    assert where(located) != THERE[:3]


@pytest.mark.parametrize(
    "spot", [Spot(181, 0, 1), Spot(0, -91, 1), Spot(0, 0, 0), Spot(0, 0, 501), Spot(float("nan"), 0, 1)]
)
def test_what_can_be_no_place(located, spot):
    with pytest.raises(BadInput, match="spot-wrong"):
        say(located, spot=spot)


def test_what_is_not_there(located):
    with located.book.reading() as connection:
        for refused in (
            lambda: entries.place(connection, ClaimId(99, 0), THERE),
            lambda: entries.place(connection, ClaimId(2, 1), THERE),
            lambda: entries.withdraw(connection, FIRST),
            lambda: entries.choose(connection, FIRST, "nowhere"),
            lambda: entries.choose(connection, ClaimId(3, 0), "nowhere"),
        ):
            with pytest.raises(NotFound):
                refused()


def test_the_command_chooses_a_candidate_gives_a_point_and_takes_it_back(located):
    with located.book.reading() as connection:
        candidate = places.locations(connection)[(2, 0)].candidates[0]
    book, keys = located.book.url, str(located.folder)

    def run(*more):
        return CliRunner().invoke(cli, ["place", book, "2", *more, "--keys", keys])

    assert run("--candidate", candidate["id"]).exit_code == 0
    assert where(located) == (candidate["lon"], candidate["lat"], candidate["radius_km"])
    assert run("--lon", "-30.5", "--lat", "30.25", "--radius", "2", "--reason", "By map.").exit_code == 0
    assert where(located) == THERE[:3]
    assert run("--withdraw").exit_code == 0
    for wrong in ((), ("--lon", "1"), ("--withdraw", "--candidate", "x")):
        assert "spot-unclear" in str(run(*wrong).exception)
