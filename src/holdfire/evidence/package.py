"""What goes into a bag of one file: a copy of it or the original, its custody, and entries with the values opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from holdfire.disclosing import sheet
from holdfire.errors import NotFound
from holdfire.evidence import repo
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.record.encoding import instant_text
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from holdfire.evidence.model import Custody, Item

OPENED = {"original": ("nonce", "sha256", "type"), "working": ()}
"""Values of a file's entry that go along: with the original those that prove that it is the one committed to."""

ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/tiff": ".tiff",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}


def payload(
    connection: Connection, item: Item, steps: list[Custody], what: str, content: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Put together what goes below `data/`: `content`, the custody, and one disclosure file an entry."""
    made = dict(content)
    lines = [{"entry": item.entry, "step": "received", "at": instant_text(item.at)}]
    lines += [
        {
            "entry": c.entry,
            "step": c.step,
            "what": c.what,
            "removed": list(c.removed),
            "at": instant_text(c.at),
        }
        for c in steps
    ]
    made["custody.json"] = json.dumps(lines, indent=1).encode() + b"\n"
    made[f"entries/{item.entry}.json"] = _sheet(connection, item.entry, OPENED[what])
    for c in steps:
        fields = ("what", "sha256", "type", "removed") if c.step == "copied" else ("what",)
        made[f"entries/{c.entry}.json"] = _sheet(connection, c.entry, fields)
    return made


def _sheet(connection: Connection, index: int, fields: tuple[str, ...]) -> bytes:
    leaf, told = record.leaf(connection, index), record.told(connection, index)
    assert leaf is not None
    chosen = [disclosure.digest(d) for d in disclosure.split(told) if set(fields) & set(disclosure.read(d))]
    return sheet.write(index, leaf, told, chosen)


def working_copy(connection: Connection, steps: list[Custody]) -> tuple[Custody, bytes]:
    """Read a file's working copy; NotFound `working-copy-missing`."""
    made = repo.working(steps)
    data = record.get_file(connection, made.sha256) if made else None
    if made is None or data is None:
        raise NotFound(
            "working-copy-missing",
            say("there is no working copy of this file here"),
            hint=say("of some types none can be made; it may have been erased"),
        )
    return made, data
