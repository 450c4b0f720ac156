"""In which places incidents are seen, as a table: the same as the pure rule says, also after a zone is drawn anew."""

from __future__ import annotations

from desk import AGREEMENT, row
from holdfire.agreement import repo as agreement_repo
from holdfire.linking import repo
from holdfire.linking.atlas import Atlas, seen_in
from holdfire.linking.whereabouts import incidents_in, reports_in

STRIP = b"[[[-30.22, 29.985], [-29.95, 29.985], [-29.95, 30.06], [-30.22, 30.06], [-30.22, 29.985]]]"
ELSEWHERE = b"[[[-29.90, 30.085], [-29.80, 30.085], [-29.80, 30.16], [-29.90, 30.16], [-29.90, 30.085]]]"


def by_rule(connection, place, at=None):
    agreement = agreement_repo.current(connection, at).agreement
    atlas = Atlas(agreement, {p.id for p in (*agreement.zones, *agreement.areas)})
    return {i.id for i in repo.incidents(connection, at) if place in seen_in(agreement, atlas, i)}


def test_the_table_says_what_the_rule_says_at_every_size(exercise_book):
    with exercise_book.reading() as connection:
        agreement = agreement_repo.current(connection).agreement
        places = [p.id for p in (*agreement.zones, *agreement.areas)]
        found = 0
        for at in (None, exercise_book.size() // 2, 3):
            for place in places:
                told = set(connection.execute(incidents_in([place], at)).scalars())
                assert told == by_rule(connection, place, at)
                found += len(told)
        assert found > len(places)


def test_the_reports_of_a_place_are_those_of_its_incidents(exercise_book):
    with exercise_book.reading() as connection:
        agreement = agreement_repo.current(connection).agreement
        for place in (a.id for a in agreement.areas):
            entries = set(connection.execute(reports_in([place], None)).scalars())
            assert entries == {
                e for i in repo.incidents(connection) if i.id in by_rule(connection, place) for e in i.reports
            }


def told(desk, place, at=None):
    with desk.book.reading() as connection:
        found = set(connection.execute(incidents_in([place], at)).scalars())
        assert found == by_rule(connection, place, at)
        return found


def test_a_zone_that_is_drawn_anew_shows_other_incidents_and_the_past_stays_as_it_was(desk):
    inside, outside = (
        {"lon": -30.1, "lat": 30.0, "radius_km": 0.5},
        {"lon": -29.85, "lat": 30.1, "radius_km": 0.5},
    )
    desk.take(row(1, **inside), row(2, **outside))
    desk.link()
    one, other = (i.id for i in sorted(desk.incidents(), key=lambda i: i.lon))
    assert told(desk, "tarn-strip") == {one}
    before = desk.book.size()
    assert AGREEMENT.count(STRIP) == 1
    desk.amend(AGREEMENT.replace(STRIP, ELSEWHERE))
    assert told(desk, "tarn-strip") == {other}
    assert told(desk, "tarn-strip", before) == {one}
    kept = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == kept
