"""The kind of entry that a publication is: which files, of which day, from which cut-off, by which method."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from holdfire.bulletins import release, repo
from holdfire.bulletins.model import METHOD
from holdfire.record.encoding import canonical, sha256_hex
from holdfire.record.keys import Role
from holdfire.record.kinds import Draft, Entry, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.bulletins.subject import Subject
    from holdfire.record.encoding import Json


def publish(
    subject: Subject,
    day: dt.date,
    size: int,
    html: bytes,
    csv: bytes,
    language: str = "en",
    others: Mapping[str, bytes] = MappingProxyType({}),
    corrects: int | None = None,
) -> Draft:
    """Draft a publication. All of it is open: anyone who has the file can look for its hash."""
    fields: dict[str, Json] = {
        "sort": subject.sort,
        "of": str(subject),
        "day": day.isoformat(),
        "size": size,
        "method": METHOD,
        "language": language,
        "html": sha256_hex(html),
        "csv": sha256_hex(csv),
        "others": {name: sha256_hex(data) for name, data in others.items()},
        "corrects": corrects,
    }
    return Draft("publication", fields, files={sha256_hex(d): d for d in (html, csv, *others.values())})


def _project(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [
        {
            **e.open,
            "others": canonical(e.open["others"]).decode(),
            "entry": e.index,
            "at": e.at,
            "made": e.index,
            "ended": None,
        }
        for e in entries
    ]
    connection.execute(repo.publication.insert(), rows)
    release.sign(connection, entries)


KINDS = (
    Kind(
        "publication",
        Role.DECISION,
        "that a bulletin, a weekly trend or a flash notice was published",
        {
            "sort": "`day`, `week`, or `flash`",
            "of": "what it is of: a day, a week, an alert or an incident",
            "day": "the day it is of; of a week its Monday, of a flash notice the day of its matter",
            "size": "its cut-off: how many entries the log had",
            "method": "name and version of how it was made",
            "language": "the page's language",
            "html": "SHA-256 of the page",
            "csv": "SHA-256 of the table, which is in English",
            "others": "SHA-256 of each further file, by its format",
            "corrects": "entry of the publication of which it corrects a figure; null where it corrects none",
        },
        {},
        _project,
    ),
    *release.KINDS,
)
