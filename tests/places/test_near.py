"""Places that a book knows around a point, on every engine: those that its runs accepted, the nearest first."""

from desk import row
from holdfire.places import repo

NOWHERE = {"lon": None, "lat": None, "radius_km": None}


def near(desk, at=None, point=(-30.02, 30.02)):
    with desk.book.reading() as connection:
        return [n.name for n in repo.near(connection, *point, at)]


def test_places_that_were_accepted_come_nearest_first_each_once(desk):
    names = ["Havel", "Oxbow Bridge", "Oxbow Bridge", "Tarn"]
    desk.take(*(row(n, place=name, within=None, **NOWHERE) for n, name in enumerate(names)))
    desk.take(row(10, place="No such place", **NOWHERE))
    before = desk.book.size()
    assert near(desk) == []
    desk.locate()
    assert near(desk) == ["Tarn", "Oxbow Bridge", "Havel"]
    assert near(desk, before) == [], "the past knows of none"
    assert near(desk, point=(100.0, 30.0)) == []


def test_the_locations_of_some_reports_are_those_of_all_that_are_theirs(desk):
    desk.take(*(row(n, place="Tarn", **NOWHERE) for n in range(4)))
    desk.locate()
    with desk.book.reading() as connection:
        every = repo.locations(connection)
        some = repo.locations_of(connection, [2, 4, 99])
    assert some == {key: found for key, found in every.items() if key[0] in (2, 4)}
    assert len(some) == 2
