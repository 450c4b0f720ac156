"""Tables of what came in, and the reads over them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Index,
    Row,
    and_,
    bindparam,
    func,
    select,
    true,
    tuple_,
)

from holdfire.agreement import repo as agreement
from holdfire.db import schema
from holdfire.db.reads import Read, batched
from holdfire.db.reads import among as shown
from holdfire.db.schema import Key, Micros, projected, span, standing
from holdfire.reports.model import Claim, ClaimId, Interval, Report, Spot, Tally, Toll

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from holdfire.db.reads import Among

report = projected(
    "report",
    Column("entry", schema.Index, primary_key=True),
    Column("root", schema.Index, nullable=False),
    Column("key", Key, nullable=False),
    Column("intake", Key, nullable=False),
    Column("original", Key, nullable=False),
    Column("source", Key, nullable=False),
    Column("source_type", Key, nullable=False),
    Column("source_id", Key, nullable=False),
    Column("origin", Key, nullable=False),
    Column("document", Key, nullable=False),
    Column("url", Key, nullable=False),
    Column("cited", Key, nullable=False),
    Column("published", Micros),
    Column("received", Micros, nullable=False),
    Column("language", Key, nullable=False),
    Column("media_type", Key, nullable=False),
    Column("title", Key, nullable=False),
    Column("words", Key, nullable=False),
    Column("warnings", Key, nullable=False),
    Column("absent", schema.Index, nullable=False),
    *span(),
    Index("report_key", "key"),
    Index("report_root", "root"),
    Index("report_source", "source_type", "source", "made", "ended"),
)
_SHOWN = func.coalesce(report.c.published, report.c.received)
_NEWEST = (_SHOWN.desc(), report.c.entry.desc())
Index("report_newest", *_NEWEST)
claim = projected(
    "claim",
    Column("entry", schema.Index, primary_key=True),
    Column("n", schema.Index, primary_key=True),
    Column("start", Micros),
    Column("end", Micros),
    Column("place", Key, nullable=False),
    Column("within", Key, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("radius_km", Double),
    Column("types", Key, nullable=False),
    Column("context", Key, nullable=False),
    Column("target", Key, nullable=False),
    Column("perpetrators", Key, nullable=False),
    Column("victims", Key, nullable=False),
    Column("actors", Key, nullable=False),
    Column("killed", Key, nullable=False),
    Column("injured", Key, nullable=False),
    *span(),
)
tally = projected(
    "tally",
    Column("entry", schema.Index, primary_key=True),
    Column("key", Key, nullable=False),
    Column("original", Key, nullable=False),
    Column("day", Key, nullable=False),
    Column("side", Key, nullable=False),
    Column("unit", Key, nullable=False),
    Column("total", schema.Index, nullable=False),
    Column("by_area", Key, nullable=False),
    Column("headline", schema.Index),
    Column("combined_with", Key, nullable=False),
    Column("verdict_by", Key, nullable=False),
    Column("confirmed", schema.Index),
    Column("exempt", schema.Index),
    Column("not_confirmed", schema.Index),
    Column("verdict", Key, nullable=False),
    Column("source", Key, nullable=False),
    Column("url", Key, nullable=False),
    *span(),
    Index("tally_day", "day"),
)


TALLY = "tally "
"""How the key of a tally begins."""


class Filed(NamedTuple):
    """A report as filed: its entry, when it was received (UTC microseconds), warnings, how many fields are absent.

    `root` is the entry of the first report of its chain of corrections, its own where it corrects none; its claims are
    named after that one. `intake` is the actor whose key signed it.
    """

    entry: int
    root: int
    received: int
    warnings: tuple[str, ...]
    absent: int
    report: Report
    intake: str = ""


def signers(connection: Connection) -> dict[str, str]:
    """Say whose every registered key is: {key id: actor}."""
    return {k.key_id: k.actor for k in agreement.keys(connection)}


def known(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Say which reports or tallies are in already: {key: (SHA-256 of the original, entry)}."""
    wanted = list(keys)
    out: dict[str, tuple[str, int]] = {}
    split = {
        report: [k for k in wanted if not k.startswith(TALLY)],
        tally: [k for k in wanted if k.startswith(TALLY)],
    }
    for table, mine in split.items():
        query = select(table.c.key, table.c.original, table.c.entry)
        for row in (
            connection.execute(query.where(table.c.key.in_(mine) & table.c.ended.is_(None))) if mine else ()
        ):
            out[row.key] = (row.original, row.entry)
    return out


def by_original(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    """Find reports and tallies by the SHA-256 of their originals, as far as that is held here: {SHA-256: entry}."""
    hashes, out = list(wanted), dict[str, int]()
    for table in (tally, report):
        query = select(table.c.original, func.min(table.c.entry)).where(table.c.original.in_(hashes))
        out.update((str(o), int(e)) for o, e in connection.execute(query.group_by(table.c.original)))
    return out


def roots(connection: Connection, entries: Iterable[int]) -> dict[int, int]:
    """Say of reports which one their chain of corrections began with: {entry: first entry}."""
    rows = connection.execute(select(report.c.entry, report.c.root).where(report.c.entry.in_(list(entries))))
    return {r.entry: r.root for r in rows}


def last(connection: Connection, firsts: Iterable[int], at: int | None = None) -> dict[int, int]:
    """Say of chains of corrections, each by its first report, which report stands: {first entry: entry}."""
    chain = report.c.root.in_(list(firsts)) & standing(report, at)
    return {r.root: r.entry for r in connection.execute(select(report.c.root, report.c.entry).where(chain))}


def chain(connection: Connection, firsts: Iterable[int]) -> list[int]:
    """List the reports of chains of corrections, each by its first report, in the order of the log."""
    query = select(report.c.entry).where(report.c.root.in_(list(firsts))).order_by(report.c.entry)
    return list(connection.execute(query).scalars())


def count(
    connection: Connection,
    at: int | None = None,
    among: Among = None,
    *,
    source: str = "",
    most: int | None = None,
) -> int:
    """Count the reports that stand, of these entries only if given, or of one source; up to one more than `most`."""
    here = [_standing(at, among), *([report.c.source == source] if source else [])]
    query = select(func.count()).select_from(report).where(*here)
    if most is not None:
        found = select(report.c.entry).where(*here).limit(most + 1).subquery()
        query = select(func.count()).select_from(found)
    return int(connection.execute(query).scalar_one())


def _standing(at: int | None, among: Among) -> Any:
    return and_(standing(report, at), *shown(report.c.entry, among))


def _joined(at: int | None) -> Any:
    on = (claim.c.entry == report.c.entry) & (claim.c.n == 0)
    return (
        select(report, *[c.label(f"c_{c.name}") for c in claim.columns])
        .outerjoin(claim, on)
        .where(standing(report, at))
    )


def get(connection: Connection, entry: int, at: int | None = None) -> Filed | None:
    """Read one report."""
    row = connection.execute(_joined(at).where(report.c.entry == entry)).first()
    return _filed(row) if row else None


_BY_ENTRIES = Read(
    lambda _at: (
        select(report, *[c.label(f"c_{c.name}") for c in claim.columns])
        .outerjoin(claim, (claim.c.entry == report.c.entry) & (claim.c.n == 0))
        .where(report.c.entry.in_(bindparam("entries", expanding=True)))
        .order_by(report.c.entry)
    )
)


def by_entries(connection: Connection, entries: Iterable[int]) -> list[Filed]:
    """Read reports by their entries, whether or not a correction has ended them, in the order of the log."""
    parts = batched(sorted(entries))
    return [_filed(row) for part in parts for row in _BY_ENTRIES(connection, entries=part)]


def page(
    connection: Connection,
    *,
    at: int | None = None,
    source: str = "",
    kinds: Collection[str] | None = None,
    among: Among = None,
    limit: int | None,
    offset: int = 0,
    after: tuple[int, int] | None = None,
) -> list[Filed]:
    """Read a page of reports, the newest published first.

    Of one source if given, and then only where it is of these kinds; of these entries only if given; and from behind
    the report that is `listed` so.
    """
    query = _joined(at).where(_standing(at, among))
    if source:
        query = query.where((report.c.source == source) & _of(kinds))
    if after is not None:
        query = query.where(tuple_(_SHOWN, report.c.entry) < after)
    query = query.order_by(*_NEWEST).limit(limit).offset(offset)
    return [_filed(row) for row in connection.execute(query)]


def listed(found: Filed) -> tuple[int, int]:
    """Say where a report stands in the list of `page`: by when it was published, else received, and its entry."""
    published = found.report.published
    return (found.received if published is None else published, found.entry)


def sources(connection: Connection, at: int | None = None) -> list[tuple[str, int]]:
    """Count the reports that stand by source, most first."""
    n = func.count().label("n")
    query = select(report.c.source, n).where(standing(report, at)).group_by(report.c.source)
    return [(r.source, r.n) for r in connection.execute(query.order_by(n.desc(), report.c.source))]


def _of(kinds: Collection[str] | None) -> Any:
    return true() if kinds is None else report.c.source_type.in_(kinds)


def sources_of(connection: Connection, entries: Iterable[int]) -> list[tuple[str, int]]:
    """Count these reports by source, by its name; whether or not a correction has ended them."""
    query = select(report.c.source, func.count()).where(report.c.entry.in_(list(entries)))
    rows = connection.execute(query.group_by(report.c.source).order_by(report.c.source))
    return [(row[0], row[1]) for row in rows]


def claims(connection: Connection, at: int | None = None) -> Iterator[tuple[ClaimId, Filed]]:
    """Yield every standing claim with its report as it stands, by claim."""
    query = _joined(at).where(claim.c.entry.is_not(None)).order_by(report.c.root)
    for row in connection.execute(query.execution_options(yield_per=2000)):
        yield ClaimId(row.root, row.c_n), _filed(row)


def published(connection: Connection, at: int | None = None) -> list[int]:
    """List when the reports that stand were published, UTC microseconds; those that do not say are left out."""
    query = select(report.c.published).where(standing(report, at) & report.c.published.is_not(None))
    return [int(row.published) for row in connection.execute(query.distinct())]


def tallies(
    connection: Connection, at: int | None = None, day: str = "", last: str = ""
) -> list[tuple[int, Tally]]:
    """Read tallies with their entries, by day and side; of one day if `day` is given, or of the days until `last`."""
    query = select(tally).where(standing(tally, at))
    if day:
        query = query.where((tally.c.day >= day) & (tally.c.day <= (last or day)))
    return [
        (r.entry, _tally(r))
        for r in connection.execute(query.order_by(tally.c.day, tally.c.side, tally.c.entry))
    ]


def tally_page(
    connection: Connection, at: int | None, after: tuple[str, int] | None, limit: int
) -> list[tuple[int, Tally]]:
    """Read a page of tallies with their entries, the latest day first, from behind that of a day and an entry."""
    query = select(tally).where(standing(tally, at))
    if after is not None:
        query = query.where(tuple_(tally.c.day, tally.c.entry) < after)
    rows = connection.execute(query.order_by(tally.c.day.desc(), tally.c.entry.desc()).limit(limit))
    return [(r.entry, _tally(r)) for r in rows]


def _filed(row: Row[Any]) -> Filed:
    made = Report(
        original=row.original,
        source=row.source,
        source_type=row.source_type,
        source_id=row.source_id,
        origin=row.origin,
        document=row.document,
        url=row.url,
        cited=row.cited,
        published=row.published,
        language=row.language,
        media_type=row.media_type,
        title=row.title,
        words=row.words,
        claim=_claim(row) if row.c_entry is not None else None,
    )
    warnings = tuple(json.loads(row.warnings))
    return Filed(row.entry, row.root, row.received, warnings, row.absent, made, row.intake)


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        when=Interval(row.c_start, row.c_end) if row.c_start is not None else None,
        spot=Spot(row.c_place, row.c_within, row.c_lon, row.c_lat, row.c_radius_km),
        types=tuple(json.loads(row.c_types)),
        context=row.c_context,
        target=row.c_target,
        perpetrators=tuple(json.loads(row.c_perpetrators)),
        victims=tuple(json.loads(row.c_victims)),
        actors=tuple(json.loads(row.c_actors)),
        killed=_toll(row.c_killed),
        injured=_toll(row.c_injured),
    )


def _toll(text: str) -> Toll | None:
    return Toll(*json.loads(text)) if text else None


def _tally(row: Row[Any]) -> Tally:
    return Tally(
        original=row.original,
        day=row.day,
        side=row.side,
        unit=row.unit,
        total=row.total,
        by_area=tuple((area, n) for area, n in json.loads(row.by_area)),
        headline=row.headline,
        combined_with=row.combined_with,
        verdict_by=row.verdict_by,
        confirmed=row.confirmed,
        exempt=row.exempt,
        not_confirmed=row.not_confirmed,
        verdict=row.verdict,
        source=row.source,
        url=row.url,
    )
