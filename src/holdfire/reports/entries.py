"""The kinds of entry that an intake writes: reports, tallies, and the import of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import bindparam, update

from holdfire.db.bulk import insert
from holdfire.record.encoding import Json, canonical, instant_text, parse_instant, sha256_hex
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind
from holdfire.reports import release, repo, triage
from holdfire.reports.model import Claim, Report, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection


def key_of(value: Report | Tally, ordinal: int) -> str:
    """Name what may not come in twice: the source's own id, else the bytes and their ordinal among equal rows."""
    if isinstance(value, Tally):
        return f"{repo.TALLY}{value.original} {ordinal}"
    if value.source_id:
        return f"id {sha256_hex(canonical([value.source, value.source_id]))}"
    return f"sha256 {value.original} {ordinal}"


def key_in(kind: str, closed: Mapping[str, Json]) -> tuple[str, str]:
    """Read out of an entry's closed fields what may not come in twice, as `key_of`, and the original's SHA-256."""
    if kind == "tally":
        original = str(closed.get("original", ""))
        return f"{repo.TALLY}{original} {closed.get('ordinal', 0)}", original
    source, original = closed.get("source", {}), closed.get("original", {})
    value = Report(original.get("sha256", ""), source.get("name", ""), source_id=source.get("id", ""))
    return key_of(value, original.get("ordinal", 0)), value.original


def report(
    value: Report, *, ordinal: int = 0, warnings: Iterable[str] = (), corrects: int | None = None
) -> Draft:
    """Draft a report's entry; `corrects` is the entry of an earlier report under the same id."""
    closed: dict[str, Json] = {
        "original": _some(
            {
                "sha256": value.original,
                "type": value.media_type,
                "ordinal": ordinal or None,
                "warnings": list(warnings),
            }
        ),
        "source": _some(
            {
                "name": value.source,
                "type": value.source_type,
                "id": value.source_id,
                "origin": value.origin,
                "document": value.document,
                "url": value.url,
                "cited": value.cited,
            }
        ),
        "published": instant_text(value.published) if value.published is not None else None,
        "words": _some({"language": value.language, "title": value.title, "text": value.words}),
        **(_claim(value.claim) if value.claim else {}),
    }
    refs = (corrects,) if corrects is not None else ()
    return Draft("report", {}, _some(closed), refs)


def _claim(claim: Claim) -> dict[str, Json]:
    spot = claim.spot
    place = {
        "name": spot.name,
        "within": spot.within,
        "lon": spot.lon,
        "lat": spot.lat,
        "radius_km": spot.radius_km,
    }
    when = [instant_text(claim.when.start), instant_text(claim.when.end)] if claim.when else None
    act = {
        "types": list(claim.types),
        "context": claim.context,
        "target": claim.target,
        "killed": list(claim.killed or ()),
        "injured": list(claim.injured or ()),
    }
    people = {
        "perpetrators": list(claim.perpetrators),
        "victims": list(claim.victims),
        "actors": list(claim.actors),
    }
    return {"when": when, "place": _some(place), "act": _some(act), "actors": _some(people)}


def _some(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Leave out what is empty or unknown; a zero stays."""
    return {name: v for name, v in fields.items() if v or v == 0}


def tally(value: Tally, *, ordinal: int = 0) -> Draft:
    """Draft a tally's entry."""
    closed = {
        "original": value.original,
        "ordinal": ordinal or None,
        "day": value.day,
        "side": value.side,
        "unit": value.unit,
        "total": value.total,
        "by_area": [list(pair) for pair in value.by_area],
        "headline": value.headline,
        "combined_with": value.combined_with,
        "verdict": _some(
            {
                "by": value.verdict_by,
                "confirmed": value.confirmed,
                "exempt": value.exempt,
                "not_confirmed": value.not_confirmed,
                "words": value.verdict,
            }
        ),
        "source": value.source,
        "url": value.url,
    }
    return Draft("tally", {}, _some(closed))


def imported(counts: Mapping[str, int], file: str, sha256: str, bad: Sequence[Mapping[str, Json]]) -> Draft:
    """Draft the entry that says what came in with one file, and which rows did not."""
    return Draft("import", dict(counts), _some({"file": file, "sha256": sha256, "left_out": list(bad)}))


def _project_reports(connection: Connection, entries: Sequence[Entry]) -> None:
    """File reports; one that corrects another refers to it, joins its chain, and ends what stood of that.

    The reference is open, so that this holds also where either one's values are not held here. Of a chain one report
    stands, the last, even where two were made to correct the same one.
    """
    roots = repo.roots(connection, {ref for e in entries for ref in e.refs})
    stands = repo.last(connection, set(roots.values()))
    ended = []
    for e in entries:
        root = roots[e.index] = next((roots[ref] for ref in e.refs if ref in roots), e.index)
        if root in stands:
            ended.append({"was": stands[root], "by": e.index})
        stands[root] = e.index
    intakes = repo.signers(connection)
    rows = [_report_row(e, roots[e.index], intakes.get(e.signer, "")) for e in entries]
    insert(connection, repo.report, rows)
    insert(connection, repo.claim, [_claim_row(e) for e in entries if _CLAIM & e.closed.keys()])
    if ended:
        for table in (repo.report, repo.claim):
            here = table.c.entry == bindparam("was")
            connection.execute(update(table).where(here).values(ended=bindparam("by")), ended)


def _report_row(e: Entry, root: int, intake: str) -> dict[str, Any]:
    closed = e.closed
    source = closed.get("source", {})
    original, words = closed.get("original", {}), closed.get("words", {})
    value = Report(original.get("sha256", ""), source.get("name", ""), source_id=source.get("id", ""))
    key = key_in("report", closed)[0] if value.original else f"entry {e.index}"
    return {
        "entry": e.index,
        "root": root,
        "key": key,
        "intake": intake,
        "original": value.original,
        "source": value.source,
        "source_type": source.get("type", ""),
        "source_id": value.source_id,
        "origin": source.get("origin", ""),
        "document": source.get("document", ""),
        "url": source.get("url", ""),
        "cited": source.get("cited", ""),
        "published": parse_instant(closed["published"]) if "published" in closed else None,
        "received": e.at,
        "language": words.get("language", ""),
        "media_type": original.get("type", ""),
        "title": words.get("title", ""),
        "words": words.get("text", ""),
        "warnings": _text(original.get("warnings", [])),
        "absent": e.absent,
        "made": e.index,
        "ended": None,
    }


def _claim_row(e: Entry) -> dict[str, Any]:
    closed = e.closed
    place, act = closed.get("place", {}), closed.get("act", {})
    people, when = closed.get("actors", {}), closed.get("when")
    return {
        "entry": e.index,
        "n": 0,
        "start": parse_instant(when[0]) if when else None,
        "end": parse_instant(when[1]) if when else None,
        "place": place.get("name", ""),
        "within": place.get("within", ""),
        "lon": place.get("lon"),
        "lat": place.get("lat"),
        "radius_km": place.get("radius_km"),
        "types": _text(act.get("types", [])),
        "context": act.get("context", ""),
        "target": act.get("target", ""),
        "perpetrators": _text(people.get("perpetrators", [])),
        "victims": _text(people.get("victims", [])),
        "actors": _text(people.get("actors", [])),
        "killed": _text(act["killed"]) if "killed" in act else "",
        "injured": _text(act["injured"]) if "injured" in act else "",
        "made": e.index,
        "ended": None,
    }


def _project_tallies(connection: Connection, entries: Sequence[Entry]) -> None:
    insert(connection, repo.tally, [_tally_row(e) for e in entries])


def _tally_row(e: Entry) -> dict[str, Any]:
    closed = e.closed
    verdict = closed.get("verdict", {})
    original = closed.get("original", "")
    return {
        "entry": e.index,
        "key": f"{repo.TALLY}{original} {closed.get('ordinal', 0)}" if original else f"entry {e.index}",
        "original": original,
        "day": closed.get("day", ""),
        "side": closed.get("side", ""),
        "unit": closed.get("unit", ""),
        "total": closed.get("total", 0),
        "by_area": _text(closed.get("by_area", [])),
        "headline": closed.get("headline"),
        "combined_with": closed.get("combined_with", ""),
        "verdict_by": verdict.get("by", ""),
        "confirmed": verdict.get("confirmed"),
        "exempt": verdict.get("exempt"),
        "not_confirmed": verdict.get("not_confirmed"),
        "verdict": verdict.get("words", ""),
        "source": closed.get("source", ""),
        "url": closed.get("url", ""),
        "made": e.index,
        "ended": None,
    }


def _project_nothing(_connection: Connection, _entries: Sequence[Entry]) -> None:
    """An import's own entry makes no row: it is read from the record."""


def _text(value: Json) -> str:
    """Write JSON as it stands in a column."""
    return _encode(value).decode()


_encode = msgspec.json.Encoder().encode

_CLAIM = {"when", "place", "act", "actors"}
"""The fields that make up a claim which the source stated in fields."""

_REPORT_FIELDS = {
    "original": "of the bytes it came in: `sha256`, media `type`, `ordinal` among equal rows, `warnings` by code",
    "source": "who published: `name`, `type`, its own `id`, `origin` (whose observation), `document`, `url`, `cited`",
    "published": "when, ISO 8601",
    "words": "as written: `language` (ISO 639-1), `title`, `text`",
    "when": "start and end (excluded), ISO 8601",
    "place": "`name`, `within`, `lon`, `lat` (WGS 84), `radius_km`",
    "act": "`types`, `context`, `target`; `killed` and `injured`: low, best, high",
    "actors": "`perpetrators`, `victims`, and `actors` in no direction",
}
_TALLY_FIELDS = {
    "original": "SHA-256 of the row it came in",
    "ordinal": "which of several equal rows of one file it was; absent for the first",
    "day": "the day it is of",
    "side": "who counted",
    "unit": "what was counted, as the side put it",
    "total": "as published",
    "by_area": "pairs of area and count",
    "headline": "another total in the same issue's headline",
    "combined_with": "the other sides, where one count covers several",
    "verdict": "what another side said: `by`, `confirmed`, `exempt`, `not_confirmed`, `words`",
    "source": "who carried it",
    "url": "where",
}
_IMPORT_OPEN = {
    "reports": "how many came in",
    "tallies": "how many came in",
    "corrected": "how many of the reports correct an earlier one",
    "already": "rows that were in already",
    "bad": "how many rows could not be taken",
}

KINDS = (
    Kind(
        "report",
        Role.INTAKE,
        "what one source said, received at one time",
        {},
        _REPORT_FIELDS,
        _project_reports,
    ),
    Kind("tally", Role.INTAKE, "a side's published count", {}, _TALLY_FIELDS, _project_tallies),
    Kind(
        "import",
        Role.INTAKE,
        "that a file was taken in, and what of it was not",
        _IMPORT_OPEN,
        {"file": "its name", "sha256": "of the file", "left_out": "each bad row: `row`, `field`, `code`"},
        _project_nothing,
    ),
    *release.KINDS,
    *triage.KINDS,
)
