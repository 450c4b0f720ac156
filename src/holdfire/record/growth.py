"""The request of C2SP tlog-witness, `add-checkpoint`: an old size, a proof of growth, and the new checkpoint. Pure."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from holdfire.errors import BadInput, Broken
from holdfire.record import checkpoint as cp
from holdfire.record.proof import MOST
from holdfire.words import say

MOST_BYTES = 64 * 1024
"""Bytes of a request at most: 63 hashes and a note with some dozens of signatures are far below."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Growth(NamedTuple):
    """What a log asks a cosigner to see: from which size, by which proof, to which checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: str


def write(growth: Growth) -> str:
    """Write the body of a request."""
    hashes = "".join(f"{base64.b64encode(h).decode()}\n" for h in growth.path)
    return f"old {growth.old}\n{hashes}\n{growth.note}"


def parse(data: bytes) -> Growth:
    """Read the body of a request; BadInput `request-malformed`."""
    try:
        head, blank, note = data.decode().partition("\n\n")
        old, *rows = head.split("\n")
        match = _OLD.fullmatch(old)
        path = tuple(base64.b64decode(row, validate=True) for row in rows)
        cp.parse(note)
    except (ValueError, Broken) as e:
        raise _malformed() from e
    wrong = any(base64.b64encode(h).decode() != row for h, row in zip(path, rows, strict=True))
    if not blank or match is None or wrong or len(path) > MOST or len(data) > MOST_BYTES:
        raise _malformed()
    return Growth(int(match[1]), path, note)


def size_of(growth: Growth) -> int:
    """Give the size of the checkpoint that is to be cosigned."""
    return cp.parse(growth.note).size


def _malformed() -> BadInput:
    return BadInput(
        "request-malformed",
        say("this is no request to cosign"),
        hint=say("`old SIZE`, the hashes of the proof, an empty line, the checkpoint: `C2SP tlog-witness`"),
    )
