"""Claims, one JSON object a line, in UTF-8: the form that `holdfire link` reads.

Every field but `report_id` may be missing or null, and others are ignored. Fields: `fields.TEXTS`, `DATES`,
`NUMBERS`, `LISTS` and `TOLLS`, where a toll is `[low, best, high]` and `actors` holds ids or objects with
`id`, `name` and `roles`. Empty lines are passed over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import fields
from holdfire.reports.formats.base import Bad, Found, Row, digest, lines, too_long
from holdfire.reports.formats.times import iso_clock
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from holdfire.reports.formats.times import Clock

MEDIA_TYPE = "application/json"
_BLANKS = " \t\r\n"  # RFC 8259, section 2
BOM = b"\xef\xbb\xbf"


def read(path: Path, zone: ZoneInfo) -> Iterator[Row | Bad]:
    """Read a file of claims line by line; a line that cannot be used is Bad, the others go on."""
    clock, name = iso_clock(zone), path.name
    with path.open("rb") as stream:
        for number, (line, cut) in enumerate(lines(stream), 1):
            raw = (line.removeprefix(BOM) if number == 1 else line).rstrip(b"\r\n")
            if not raw.strip():
                continue
            found = Found(name, number, number)
            try:
                if cut:
                    raise too_long()
                yield _row(raw, clock, found)
            except BadInput as error:
                yield found.bad(error)


def one(raw: bytes, zone: ZoneInfo) -> Row:
    """Read one claim, as a line of a file is read; BadInput names the field that cannot be used."""
    raw = raw.removeprefix(BOM).strip(_BLANKS.encode())
    return _row(raw, iso_clock(zone), Found("", 1))


def _row(raw: bytes, clock: Clock, found: Found) -> Row:
    value = fields.report(_object(raw), digest(raw), MEDIA_TYPE, clock, found)
    return Row(found.row, raw, value, tuple(found.cautions))


def _object(raw: bytes) -> dict[str, Any]:
    """Decode one line to an object that has a `report_id`."""
    try:
        text = raw.decode().strip(_BLANKS)
        value, end = _decoder.raw_decode(text)
    except UnicodeDecodeError:
        raise BadInput(
            "row-encoding", say("the line is not UTF-8"), hint=say("save the file as UTF-8")
        ) from None
    except (ValueError, RecursionError):
        raise BadInput("row-not-json", say("the line is not JSON")) from None
    if type(value) is not dict or end != len(text):
        raise BadInput("row-not-json", say("the line is not one JSON object"))
    if value.get("report_id") in (None, ""):
        raise BadInput(
            "field-missing", say("every claim needs an id of its own"), where=Where(field="report_id")
        )
    return value


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads but JSON does not know (RFC 8259, section 6)."""
    raise ValueError


_decoder = json.JSONDecoder(parse_constant=_no_number)
