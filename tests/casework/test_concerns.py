"""Which cases and alerts concern a side, asked of the database: the same as acts say one by one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.nearness import nearness
from holdfire.agreement.when import day_of, groups_at, side_at
from holdfire.casework import concerns, repo
from holdfire.db.reads import which
from holdfire.linking.whereabouts import incidents_in

if TYPE_CHECKING:
    from sqlalchemy import Connection


def of_the_side(agreement, parties, actor, at):
    day = day_of(agreement, at)
    sides = {side_at(agreement, p, day) for p in parties} - {None}
    belongs = set(parties) & set(groups_at(agreement, actor, day))
    return bool(actor) and (bool(belongs) or side_at(agreement, actor, day) in sides)


def named(alert):
    first = alert.counting[0]
    found = [first.actor, first.body.accused, *(a.body.to for a in alert.of("call"))]
    return found + [x for a in alert.of("stand-down") for x in (a.body.of, a.body.through)]


def test_every_party_is_shown_what_concerns_its_side_and_nothing_else(exercise_book):
    shown = 0
    with exercise_book.reading() as connection:
        agreement = agreement_repo.current(connection).agreement
        briefs, alerts = repo.briefs(connection), repo.alerts(connection)
        actors = [a.id for a in agreement.actors]
        for parties in (*combinations(actors, 1), *combinations(actors, 2)):
            near = nearness(agreement, parties)
            cases = set(connection.execute(concerns.cases(near, (), None)).scalars())
            assert cases == {
                b.case
                for b in briefs
                if any(of_the_side(agreement, parties, a, b.at) for a in (b.claimant, b.accused))
            }
            threads = set(connection.execute(concerns.threads(near, (), None)).scalars())
            assert threads - cases == {
                a.id for a in alerts if any(of_the_side(agreement, parties, x, a.opened) for x in named(a))
            }
            shown += len(threads)
    assert shown


def test_of_zones_only_cases_about_an_incident_in_one_are_shown(exercise_book):
    with exercise_book.reading() as connection:
        agreement = agreement_repo.current(connection).agreement
        for zone in (z.id for z in (*agreement.zones, *agreement.areas)):
            inside = set(connection.execute(incidents_in([zone], None)).scalars())
            cases = set(connection.execute(concerns.threads(None, [zone], None)).scalars())
            assert cases == {b.case for b in repo.briefs(connection) if b.incident in inside}
        both = concerns.cases(nearness(agreement, ["ridge-movement"]), ["tarn-strip"], None)
        assert set(connection.execute(both).scalars()) <= set(
            connection.execute(concerns.cases(None, ["tarn-strip"], None)).scalars()
        )


def test_which_of_some_values_may_be_shown(exercise_book):
    def among(connection: Connection, *names: str) -> set[str]:
        agreement = agreement_repo.current(connection).agreement
        asked = concerns.threads(nearness(agreement, ["ridge-movement"]), (), None)
        return set(which(connection, asked, names))

    with exercise_book.reading() as connection:
        every = {b.case for b in repo.briefs(connection)} | {a.id for a in repo.alerts(connection)}
        some = among(connection, *every)
        assert some
        assert among(connection, "c0", "a0", "i1") == set()
        assert which(connection, None, every) == every
        assert which(connection, {"c0"}, every) == set()
        assert among(connection) == set()
