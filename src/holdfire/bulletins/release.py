"""The release of a publication: it goes out when the keys of two actors have signed it, its maker's and another's."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, func, select

from holdfire.agreement import repo as agreement
from holdfire.bulletins.repo import publication
from holdfire.db.bulk import insert
from holdfire.db.schema import Index, Key, projected, span, standing
from holdfire.errors import Conflict, NotFound, Refused
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select

NEEDED = 2
"""Actors whose keys must have signed a publication, or its release, before the public sees it."""

signed = projected(
    "publication_signed",
    Column("entry", Index, primary_key=True),
    Column("publication", Index, nullable=False, index=True),
    Column("actor", Key, primary_key=True),
    *span(),
)


def release(connection: Connection, wanted: int, actor: str) -> Draft:
    """Draft the release of a publication by a further actor.

    NotFound `bulletin-missing`, Refused `release-same` where that actor signed it already, Conflict `release-done`.
    """
    here = (publication.c.entry == wanted) & standing(publication, None)
    if connection.execute(select(publication.c.entry).where(here)).first() is None:
        raise NotFound("bulletin-missing", say("entry {entry} is no publication", entry=wanted))
    by = signers(connection).get(wanted, ())
    if actor in by:
        raise Refused(
            "release-same",
            say("{actor} has signed this publication already", actor=actor),
            hint=say("somebody else releases it"),
        )
    if len(by) >= NEEDED:
        raise Conflict("release-done", say("entry {entry} is released already", entry=wanted))
    return Draft("publication-release", refs=(wanted,))


def released(at: int | None) -> Select[Any]:
    """Ask for the entries of the publications that are released, as `out` has it."""
    query = select(signed.c.publication).where(standing(signed, at)).group_by(signed.c.publication)
    return query.having(func.count(signed.c.actor.distinct()) >= NEEDED)


def signers(
    connection: Connection, at: int | None = None, of: Sequence[int] | None = None
) -> Mapping[int, tuple[str, ...]]:
    """Say which actors have signed each publication (or these) or its release, in order: {entry: actors}."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    columns = (signed.c.publication, signed.c.actor)
    query = select(*columns).where(standing(signed, at)).order_by(signed.c.entry, signed.c.actor)
    if of is not None:
        query = query.where(signed.c.publication.in_(of))
    for row in connection.execute(query):
        found[row.publication][row.actor] = None
    return {entry: tuple(by) for entry, by in found.items()}


def out(by: Sequence[str]) -> bool:
    """Tell whether a publication that these actors have signed is released."""
    return len(by) >= NEEDED


def sign(connection: Connection, entries: Sequence[Entry]) -> None:
    """File who signed publications, or releases of them; what is no publication is not released."""
    actors = {k.key_id: k.actor for k in agreement.keys(connection)}
    pairs = [(e, ref) for e in entries for ref in ((e.index,) if e.kind == "publication" else e.refs)]
    here = publication.c.entry.in_([ref for _, ref in pairs])
    known = set(connection.execute(select(publication.c.entry).where(here)).scalars())
    rows = [
        {"entry": e.index, "publication": ref, "actor": actor, "made": e.index, "ended": None}
        for e, ref in pairs
        if ref in known
        for actor in sorted({actors[s] for s in e.signers if s in actors})
    ]
    insert(connection, signed, rows)


KINDS = (
    Kind(
        "publication-release",
        Role.DECISION,
        "that a second actor lets the publication that it refers to go out",
        {},
        {},
        sign,
    ),
)
