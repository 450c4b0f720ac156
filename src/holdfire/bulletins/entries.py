"""The kind of entry that a publication is: which files, of which day, from which cut-off, by which method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import repo
from holdfire.bulletins.model import METHOD
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection


def publish(day: dt.date, size: int, html: bytes, csv: bytes) -> Draft:
    """Draft the publication of a bulletin. All of it is open: anyone who has the file can look for its hash."""
    names = {sha256_hex(html): html, sha256_hex(csv): csv}
    fields = {"day": day.isoformat(), "size": size, "method": METHOD}
    return Draft("publication", {**fields, "html": sha256_hex(html), "csv": sha256_hex(csv)}, files=names)


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [{**e.open, "entry": e.index, "at": e.at, "made": e.index, "ended": None} for e in entries]
    connection.execute(repo.publication.insert(), rows)


KINDS = (
    Kind(
        "publication",
        Role.DECISION,
        "that a bulletin was published",
        {
            "day": "the day it is of",
            "size": "its cut-off: how many entries the log had",
            "method": "name and version of how it was made",
            "html": "SHA-256 of the page",
            "csv": "SHA-256 of the table",
        },
        {},
        _project,
    ),
)
