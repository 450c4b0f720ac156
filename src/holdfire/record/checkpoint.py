"""Checkpoints: C2SP tlog-checkpoint (name, size, root) in a signed-note, signed by the log's key."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.keys import PrivateKey, PublicKey

ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+]{1,200}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's name, its size, and the root of its tree."""

    log: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the three lines that are signed."""
        return f"{self.log}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def demand_name(name: str) -> str:
    """Refuse a log name with white space or `+` (C2SP signed-note): BadInput `log-name`."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            "log-name",
            say("{name} cannot be a log's name", name=repr(name)),
            hint=say("no spaces, no plus, at most 200 letters"),
        )
    return name


def key_hash(name: str, key: PublicKey) -> bytes:
    """Give the four bytes that name a key in a note: SHA-256(name ‖ LF ‖ 0x01 ‖ key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.raw).digest()[:4]


def sign(checkpoint: Checkpoint, key: PrivateKey) -> str:
    """Write the signed note."""
    text = checkpoint.text()
    blob = key_hash(checkpoint.log, key.public) + key.sign(text.encode())
    return f"{text}\n— {checkpoint.log} {base64.b64encode(blob).decode()}\n"


def parse(note: str) -> Checkpoint:
    """Read a note's three lines, without checking its signatures; Broken `checkpoint-malformed`."""
    try:
        text, signatures = note.split("\n\n", 1)
        log, size, root = text.split("\n")
        out = Checkpoint(log, int(size), base64.b64decode(root, validate=True))
    except ValueError as e:
        raise Broken("checkpoint-malformed", say("a checkpoint cannot be read")) from e
    if out.text() != text + "\n" or len(out.root) != 32 or not signatures.endswith("\n"):
        raise Broken("checkpoint-malformed", say("a checkpoint is not in its one form"))
    return out


def check(note: str, key: PublicKey) -> Checkpoint:
    """Check that the log's key signed this note.

    As C2SP signed-note asks, lines of unknown keys are passed over, and the first of this key decides.
    Broken `checkpoint-malformed`, `checkpoint-forged`.
    """
    checkpoint = parse(note)
    expected = key_hash(checkpoint.log, key)
    for line in note.split("\n\n", 1)[1].splitlines():
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        blob = _blob(encoded)
        if mark != "—" or name != checkpoint.log or blob[:4] != expected:
            continue
        if key.verify(blob[4:], checkpoint.text().encode()):
            return checkpoint
        break
    raise Broken(
        "checkpoint-forged",
        say("the checkpoint at {size} is not signed by the log's key", size=checkpoint.size),
    )


def _blob(encoded: str) -> bytes:
    """Decode a signature line's last part; empty where it is no base64."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
