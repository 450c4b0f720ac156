"""Checkpoints: C2SP tlog-checkpoint (name, size, root) in a signed-note, signed by the log's key."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import Broken
from holdfire.record import note as notes
from holdfire.record.note import Line, Vkey, demand_name
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.keys import PrivateKey, PublicKey

__all__ = ["Checkpoint", "check", "demand_name", "key_hash", "parse", "sign", "signed_by", "vkey"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's name, its size, and the root of its tree."""

    log: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the three lines that are signed."""
        return f"{self.log}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def vkey(log: str, key: PublicKey) -> Vkey:
    """Give the verifier key of a log: its name, with its key."""
    return Vkey(log, notes.ED25519, key.raw)


def key_hash(name: str, key: PublicKey) -> bytes:
    """Give the four bytes that name a log's key in a note: SHA-256(name ‖ LF ‖ 0x01 ‖ key)[:4]."""
    return vkey(name, key).hash


def sign(checkpoint: Checkpoint, key: PrivateKey) -> str:
    """Write the signed note."""
    text = checkpoint.text()
    line = Line(checkpoint.log, key_hash(checkpoint.log, key.public) + key.sign(text.encode()))
    return str(notes.Note(text, (line,)))


def parse(note: str) -> Checkpoint:
    """Read a note's three lines, without checking its signatures; Broken `checkpoint-malformed`."""
    try:
        text = notes.parse(note).text
        log, size, root, end = text.split("\n")
        out = Checkpoint(log, int(size), base64.b64decode(root, validate=True))
    except Broken as e:
        raise Broken("checkpoint-malformed", say("a checkpoint cannot be read")) from e
    except ValueError as e:
        raise Broken("checkpoint-malformed", say("a checkpoint cannot be read")) from e
    if end or not log or out.text() != text or len(out.root) != 32:
        raise Broken("checkpoint-malformed", say("a checkpoint is not in its one form"))
    return out


def check(note: str, key: PublicKey) -> Checkpoint:
    """Check that the log's key signed this note; Broken `checkpoint-malformed`, `checkpoint-forged`."""
    checkpoint = parse(note)
    if not signed_by(note, vkey(checkpoint.log, key), key):
        raise Broken(
            "checkpoint-forged",
            say("the checkpoint at {size} is not signed by the log's key", size=checkpoint.size),
        )
    return checkpoint


def signed_by(note: str, log: Vkey, key: PublicKey) -> bool:
    """Tell whether a log's key signed a note.

    As C2SP signed-note asks, lines of unknown keys are passed over, and every line of this key must hold.
    """
    parsed = notes.parse(note)
    mine = [line for line in parsed.lines if log.made(line)]
    return bool(mine) and all(key.verify(line.blob[4:], parsed.text.encode()) for line in mine)
