"""Gold: documents whose claims were marked by hand, and the loader's checks on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from holdfire.errors import BadInput, Where
from holdfire.reading.kinds import COARSE, STATUSES
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = frozenset(
    ("says", "by", "via", "kind", "status", "date", "place", "perp", "target", "killed", "wounded")
)
_WORDS = ("says", "by", "place", "perp", "target")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?")
_TOLL = re.compile(r"\d+(\+|-\d+)?")


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as a person marked it; what the words do not say is empty. `by` empty: the outlet itself."""

    says: str
    span: tuple[int, int]
    by: str
    via: tuple[str, ...]
    kind: str
    status: str
    date: str
    place: str
    perp: str
    target: str
    killed: str
    wounded: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text with its claims. `half` is `dev` for the 1st, 3rd ... document of its file, else `test`."""

    id: str
    half: str
    lang: str
    published: str
    outlet: str
    text: str
    claims: tuple[GoldClaim, ...]


def load(path: Path) -> tuple[GoldDocument, ...]:
    """Read one file of gold, as `tests/gold/reading/README.md` describes it.

    Raises BadInput `gold-malformed`, naming the document, where a field is missing, unknown or of another form, or
    where words are not found in the text.
    """
    documents = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return tuple(_document(d, "test" if n % 2 else "dev", path.name) for n, d in enumerate(documents))


def _document(data: dict[str, Any], half: str, file: str) -> GoldDocument:
    where = Where(f"{file}#{data.get('id', '?')}")
    missing = [f for f in ("id", "lang", "published", "outlet", "text", "claims") if f not in data]
    _demand(not missing, f"no field {', '.join(missing)}", where)
    text = str(data["text"])
    after, claims = 0, []
    for c in data["claims"]:
        claim = _claim(c, text, after, where)
        after = claim.span[0]
        claims.append(claim)
    return GoldDocument(
        str(data["id"]), half, data["lang"], str(data["published"]), data["outlet"], text, tuple(claims)
    )


def _claim(data: dict[str, Any], text: str, after: int, where: Where) -> GoldClaim:
    _demand(not set(data) - FIELDS, f"unknown field {', '.join(sorted(set(data) - FIELDS))}", where)
    field = {name: str(data.get(name, "")) for name in FIELDS - {"via"}}
    via = tuple(map(str, data.get("via", ())))
    for words in (*(field[name] for name in _WORDS), *via):
        _demand(words in text, f"not in the text: {words!r}", where)
    _demand(field["kind"] in COARSE, f"no such kind: {field['kind']!r}", where)
    status = field["status"] or "asserted"
    _demand(status in STATUSES, f"no such status: {status!r}", where)
    _demand(not field["date"] or bool(_DAY.fullmatch(field["date"])), "date", where)
    for name in ("killed", "wounded"):
        _demand(not field[name] or bool(_TOLL.fullmatch(field[name])), name, where)
    at = text.find(field["says"], after)
    _demand(bool(field["says"]) and at >= 0, "claims are not in the order of their words", where)
    slots = {name: field[name] for name in FIELDS - {"via", "status"}}
    return GoldClaim(span=(at, at + len(field["says"])), via=via, status=status, **slots)


def _demand(holds: bool, trouble: str, where: Where) -> None:
    if not holds:
        raise BadInput("gold-malformed", say("{trouble}", trouble=trouble), where=where)
