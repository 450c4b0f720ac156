"""In which places of the agreement incidents are seen: a table beside that of incidents, for lists that it cuts.

Called for every run of entries of one kind, after its own room's rows. A new agreement can draw a zone anew; then all
incidents that stand are looked at again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, select, update
from sqlalchemy import Index as SqlIndex

from holdfire.agreement import repo as agreement_repo
from holdfire.db.bulk import insert
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.linking import repo
from holdfire.linking.atlas import Atlas, seen_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Select

    from holdfire.agreement.model import Agreement
    from holdfire.linking.repo import Filed
    from holdfire.record.kinds import Entry

whereabouts = projected(
    "whereabouts",
    Column("incident", Key, primary_key=True),
    Column("place", Key, primary_key=True),
    Column("made_by", Index, primary_key=True),
    *span(),
    SqlIndex("whereabouts_place", "place", "incident"),
)


def incidents_in(places: Collection[str], at: int | None) -> Select[Any]:
    """Ask for the ids of the incidents that officers of these zones and areas see."""
    w = whereabouts
    return select(w.c.incident).where(standing(w, at), w.c.place.in_(sorted(places)))


def reports_in(places: Collection[str], at: int | None) -> Select[Any]:
    """Ask for the entries of the reports of those incidents."""
    m = repo.membership
    return select(m.c.report).where(standing(m, at), m.c.incident.in_(incidents_in(places, at)))


def project(connection: Connection, kind: str, entries: Sequence[Entry]) -> None:
    """Renew the places of the incidents that these entries changed."""
    for e in entries:
        if kind == "linking":
            _linked(connection, e.index)
        elif kind == "agreement" and not agreement_repo.refusal(connection, e.index):
            _drawn(connection, e.index)


def _linked(connection: Connection, entry: int) -> None:
    i = repo.incident
    gone = select(i.c.id).where(i.c.ended == entry)
    here = whereabouts.c.ended.is_(None) & whereabouts.c.incident.in_(gone)
    connection.execute(update(whereabouts).where(here).values(ended=entry))
    new = connection.execute(select(i).where(i.c.made == entry))
    agreement = agreement_repo.current(connection).agreement
    insert(connection, whereabouts, rows(agreement, (repo.filed(r) for r in new), entry))


def _drawn(connection: Connection, entry: int) -> None:
    """Look at all incidents again where the new agreement has other zones or areas than the one before it."""
    old, new = (agreement_repo.current(connection, n).agreement for n in (entry, entry + 1))
    if (old.zones, old.areas) == (new.zones, new.areas):
        return
    here = whereabouts.c.ended.is_(None)
    connection.execute(update(whereabouts).where(here).values(ended=entry))
    insert(connection, whereabouts, rows(new, repo.incidents(connection), entry))


def rows(agreement: Agreement, found: Iterable[Filed], entry: int) -> list[dict[str, Any]]:
    """Make the rows of these incidents from an entry on."""
    atlas = Atlas(agreement, {p.id for p in (*agreement.zones, *agreement.areas)})
    return [
        {"incident": i.id, "place": place, "made_by": entry, "made": entry, "ended": None}
        for i in found
        for place in sorted(seen_in(agreement, atlas, i))
    ]
