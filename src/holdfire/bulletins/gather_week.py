"""From a book at a cut-off to a week's figures, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.when import day_of
from holdfire.bulletins import gather as daily
from holdfire.bulletins.alleged import claiming, pair_order, party, sides_of
from holdfire.bulletins.weekly import DayLine, Trend
from holdfire.casework import repo as casework
from holdfire.linking.rule import METHOD as LINKING
from holdfire.reports import repo as reports
from holdfire.words import Name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from holdfire.agreement.model import Agreement
    from holdfire.bulletins.subject import Week
    from holdfire.linking import repo as linking


def gather(connection: Connection, week: Week, size: int | None = None) -> Trend:
    """Gather the trend of a week from the book as it was at `size` entries; BadInput `size-wrong`.

    An incident is of the day on which it began, an allegation of that on which it was made, an outcome of that on which
    it was determined. What is younger than the agreed delay is withheld and counted, as in the daily bulletin.
    """
    at = daily.demand_size(connection, size)
    agreement = agreement_repo.current(connection, at).agreement
    return _Reader(connection, agreement, at).trend(week)


class _Reader:
    """Reads days of one book at one cut-off; what holds for all of them is read once."""

    def __init__(self, connection: Connection, agreement: Agreement, at: int) -> None:
        self.connection, self.agreement, self.at = connection, agreement, at
        self.cutoff = daily.cutoff_of(connection, at)
        self.briefs = casework.briefs(connection, at)
        self.about = daily.by_incident(self.briefs)
        self.heard = {day_of(agreement, p) for p in reports.published(connection, at)}
        found = casework.of_kind(connection, "determination", at)
        self.determined = {d.entry: day_of(agreement, d.at) for d in found}

    def trend(self, week: Week) -> Trend:
        days = tuple(self.day(d) for d in week.days)
        keys = {pair for d in days for pair in d.made}
        names = daily.names_of(self.agreement)
        return Trend(
            week=week,
            mechanism=Name.of(self.agreement.names),
            exercise=self.agreement.exercise,
            timezone=self.agreement.timezone,
            log=daily.log_of(self.connection),
            size=self.at,
            root=daily.root_of(self.connection, self.at),
            cutoff=self.cutoff,
            days=days,
            pairs=tuple(
                (pair, claiming(names, pair[0]), party(names, pair[1]))
                for pair in pair_order(self.agreement, keys)
            ),
            linking=LINKING,
        )

    def day(self, day: dt.date) -> DayLine:
        found = daily.of_day(self.connection, self.agreement, day, self.at)
        shown = [i for i in found if not daily.withheld(self.agreement, daily.end_of(i), self.cutoff)]
        lines = tuple(daily.lines_of(self.agreement, shown, self.about))
        mine = [b for b in self.briefs if day_of(self.agreement, b.at) == day]
        told = [b for b in mine if self._may_be_told(b, found)]
        return DayLine(
            day=day,
            heard=bool(found) or day in self.heard,
            reporting=tuple(daily.reporting_of(self.connection, shown)),
            incidents=lines,
            withheld=len(found) - len(shown),
            counts=tuple(daily.counts_of(self.connection, self.agreement, day, self.at)),
            made=self._by_pair(told, day),
            made_withheld=len(mine) - len(told),
            determined=self._outcomes(day),
        )

    def _may_be_told(self, b: casework.Brief, found: list[linking.Filed]) -> bool:
        end = daily.over(self.connection, b, found, self.at)
        return not daily.withheld(self.agreement, end, self.cutoff)

    def _by_pair(
        self, told: Iterable[casework.Brief], day: dt.date
    ) -> dict[tuple[str, str], tuple[int, ...]]:
        made: dict[tuple[str, str], tuple[int, ...]] = {}
        for b in told:
            pair = sides_of(self.agreement, b.claimant, b.accused, day)
            made[pair] = (*made.get(pair, ()), b.entry)
        return made

    def _outcomes(self, day: dt.date) -> dict[str, tuple[int, ...]]:
        """Give the determinations that were made on the day and stand, by outcome."""
        found: dict[str, tuple[int, ...]] = {}
        for b in self._found_on(day):
            assert b.determined is not None
            found[b.outcome] = (*found.get(b.outcome, ()), b.determined)
        return found

    def _found_on(self, day: dt.date) -> Iterator[casework.Brief]:
        for b in self.briefs:
            there = b.state == "determined" and b.determined is not None
            if there and self.determined.get(b.determined or 0) == day and self._may_be_told(b, []):
                yield b
