"""Linking without a book: claims from a file, groups of them into another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from holdfire.errors import BadInput, Where
from holdfire.linking import methods
from holdfire.linking.reasons import words
from holdfire.linking.seen import link_claim
from holdfire.reports import formats
from holdfire.reports.formats.base import Bad
from holdfire.reports.model import ClaimId, Report
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from holdfire.linking.model import Link, LinkClaim
    from holdfire.linking.reconcile import Reconciled
    from holdfire.reports.formats import ColumnMap


UTC = ZoneInfo("UTC")
"""The zone of dates without an offset: a file of claims has no mechanism."""


class Told(NamedTuple):
    """A claim and the id that the file gave its report."""

    report: str
    claim: LinkClaim


def claims_of(
    path: Path, zone: ZoneInfo = UTC, mapping: ColumnMap | None = None
) -> tuple[list[Told], list[BadInput]]:
    """Read a file of claims: the claims in order of report id, numbered so, and the rows that cannot be used.

    Whatever the order of the rows, the numbers are the same. A report id that occurs twice makes the later row bad.
    """
    found: dict[str, Report] = {}
    bad: list[BadInput] = []
    for row in formats.read(path, format=None, mapping=mapping, zone=zone):
        if isinstance(row, Bad):
            bad.append(row.error)
        elif isinstance(row.value, Report):
            key = row.value.source_id or str(row.number)
            if key in found:
                where = Where(path.name, row.number, None, "report_id")
                bad.append(BadInput("row-twice", say("the report id stands in an earlier row"), where=where))
            else:
                found[key] = row.value
    return [Told(key, link_claim(ClaimId(n, 0), found[key])) for n, key in enumerate(sorted(found))], bad


class Grouped(NamedTuple):
    """One claim's answer: its report, its incident (the lowest report id in it), how probable its place there is."""

    report: str
    incident: str
    probability: float


def group(
    told: Sequence[Told], method: str, *, explain: bool = False
) -> tuple[list[Grouped], list[tuple[str, str, Link]]]:
    """Group claims; also the links between them, with the report ids of both. Unavailable `extra-missing`.

    A claim's probability is the greatest of its links to others of its incident, or one less the greatest of its
    links to others outside it where it stands alone. Without `explain` the links of the forests carry no reasons, for
    working those out takes longer than all the rest.
    """
    found = methods.run(method, [t.claim for t in told], {}, explain=explain)
    names = {t.claim.id: t.report for t in told}
    inside: dict[ClaimId, float] = {}
    outside: dict[ClaimId, float] = {}
    for each in found.links:
        together = found.founders[each.a] == found.founders[each.b]
        best = inside if together else outside
        for end in (each.a, each.b):
            best[end] = max(best.get(end, 0.0), each.probability)
    answers = [
        Grouped(t.report, names[found.founders[i]], _sure(inside.get(i), outside.get(i)))
        for t in told
        for i in (t.claim.id,)
    ]
    return answers, [(names[each.a], names[each.b], each) for each in found.links]


def _sure(inside: float | None, outside: float | None) -> float:
    return inside if inside is not None else round(1 - (outside or 0.0), 4)


def write(answers: Iterable[Grouped], path: Path) -> None:
    """Write the answer, one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for each in answers:
            value = {"report_id": each.report, "incident_id": each.incident, "probability": each.probability}
            file.write(json.dumps(value, ensure_ascii=False) + "\n")


def write_pairs(pairs: Iterable[tuple[str, str, Link]], path: Path) -> None:
    """Write the links, one JSON object a line, with what spoke for and against: codes, values and words."""
    with path.open("w", encoding="utf-8") as file:
        for a, b, each in pairs:
            said = [{"code": c, **v, "words": str(words((c, v), {}))} for c, v in each.reasons]
            value = {"a": a, "b": b, "probability": each.probability, "reasons": said}
            file.write(json.dumps(value, ensure_ascii=False) + "\n")


def write_lists(found: Reconciled, path: Path) -> None:
    """Write two lists set against each other, one JSON object a line: `both`, `only a` or `only b`, with reasons.

    A claim that one list alone has names the other list's claim that comes nearest, if there is one.
    """
    with path.open("w", encoding="utf-8") as file:
        for status, part in (("both", found.both), ("only a", found.only_a), ("only b", found.only_b)):
            for m in part:
                said = [str(words(reason, {})) for reason in m.reasons]
                value = {"status": status, "a": m.a, "b": m.b, "probability": m.probability, "reasons": said}
                file.write(json.dumps(value, ensure_ascii=False) + "\n")
