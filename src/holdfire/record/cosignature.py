"""C2SP tlog-cosignature, Ed25519 (`cosignature/v1`, type 0x04): "at this time this was the largest tree that I saw"."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from holdfire.record.keys import verify
from holdfire.record.note import COSIGNATURE, Line, Vkey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holdfire.record.keys import PrivateKey
    from holdfire.record.note import Note

LENGTH = 4 + 8 + 64
"""Bytes in a line: the key's hash, the time as a 64-bit number, the signature."""


class Cosigned(NamedTuple):
    """Who cosigned, and when by its own clock: seconds since 1970."""

    cosigner: Vkey
    at: int


def message(text: str, at: int) -> bytes:
    """Give the bytes that are signed: two lines, then the checkpoint's text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def sign(text: str, name: str, key: PrivateKey, at: int) -> Line:
    """Cosign a checkpoint's text at a time in seconds since 1970."""
    blob = Vkey(name, COSIGNATURE, key.public.raw).hash + struct.pack(">Q", at) + key.sign(message(text, at))
    return Line(name, blob)


def time_of(line: Line) -> int:
    """Read the time that a line states, unchecked; 0 where it is too short for one."""
    return int(struct.unpack(">Q", line.blob[4:12])[0]) if len(line.blob) == LENGTH else 0


def holds(line: Line, text: str, cosigner: Vkey) -> bool:
    """Tell whether a line that says it is of this cosigner is."""
    if len(line.blob) != LENGTH or not 0 < time_of(line) < 2**63:
        return False
    return verify(cosigner.raw, line.blob[12:], message(text, time_of(line)))


def read(note: Note, cosigners: Iterable[Vkey]) -> Iterator[tuple[Line, Vkey, bool]]:
    """Yield each line of a known cosigner, whose it is, and whether it holds; lines of others are passed over."""
    known = {(c.name, c.hash): c for c in cosigners}
    for line in note.lines:
        cosigner = known.get((line.name, line.blob[:4]))
        if cosigner is not None:
            yield line, cosigner, holds(line, note.text, cosigner)
