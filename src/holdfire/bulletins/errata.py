"""What changed since a day was published before: each figure that is not what it was, and the entries that did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins.figures import figures, of_incidents
from holdfire.bulletins.model import Changed, Erratum
from holdfire.linking import repo as linking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from holdfire.bulletins.model import Bulletin, Figure


def changed(connection: Connection, entry: int, size: int, old: Bulletin | None, new: Bulletin) -> Changed:
    """Compare a day's figures with those that the publication at `entry` gave at its cut-off `size`.

    The old figures come from the record, not from the file: a holder without the file makes the same errata. `old` is
    None where another method made them; then they are not compared.
    """
    if old is None:
        return Changed(entry, size, comparable=False, errata=())
    tracer = _Tracer(connection, size, old, new)
    errata = (_erratum(was, now, tracer.entries(was, now)) for was, now in differing(old, new))
    return Changed(entry, size, comparable=True, errata=tuple(errata))


def _erratum(was: Figure | None, now: Figure | None, entries: tuple[int, ...]) -> Erratum:
    figure = now or was
    assert figure is not None
    return Erratum(figure, was.value if was else None, now.value if now else None, entries)


def differing(old: Bulletin, new: Bulletin) -> Iterator[tuple[Figure | None, Figure | None]]:
    """Yield the figures that differ: those there are now in their order, then those that are no more."""
    was = {f.key: f for f in _all(old)}
    now = {f.key: f for f in _all(new)}
    for key, figure in now.items():
        before = was.get(key)
        if before is None or before.value != figure.value:
            yield before, figure
    yield from ((figure, None) for key, figure in was.items() if key not in now)


def _all(b: Bulletin) -> Iterable[Figure]:
    return (*figures(b), *of_incidents(b))


class _Tracer:
    """Finds the entries between two cut-offs that changed what a figure rests on."""

    def __init__(self, connection: Connection, size: int, old: Bulletin, new: Bulletin) -> None:
        self.connection, self.size, self.at = connection, size, new.size
        self.behind = {**_behind(old), **_behind(new)}
        self.known: dict[str, frozenset[int]] = {}

    def entries(self, was: Figure | None, now: Figure | None) -> tuple[int, ...]:
        """Give those entries, oldest first; of a figure that rests on the same things, those behind all of them."""
        before, after = (set(f.rests) if f else set() for f in (was, now))
        moved = (before ^ after) or after
        return tuple(sorted({e for thing in moved for e in self._of(thing)}))

    def _of(self, thing: str) -> frozenset[int]:
        if thing not in self.known:
            found = {e for e in self.behind.get(thing, ()) if self.size <= e}
            if thing.startswith("i"):
                found |= self._of_incident(thing)
            self.known[thing] = frozenset(found)
        return self.known[thing]

    def _of_incident(self, thing: str) -> set[int]:
        states = linking.history(self.connection, thing)
        ends = {e for made, ended, _ in states for e in (made, ended) if e is not None}
        return {e for e in ends if self.size <= e < self.at}


def _behind(b: Bulletin) -> dict[str, tuple[int, ...]]:
    """Give the entries behind each thing that a figure can rest on."""
    found: dict[str, tuple[int, ...]] = {str(c.entry): (c.entry,) for c in b.counts}
    for i in b.incidents:
        found[i.id] = i.reports
    for pair in b.pairs:
        for a in pair.alleged:
            found[str(a.entry)] = a.acts
            if a.incident in found:
                found[a.incident] += a.acts
    found |= {a.id: a.acts for a in b.alerts}
    found |= {str(d.entry): d.acts for d in b.dues}
    return found
