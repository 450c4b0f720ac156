"""Signed notes and verifier keys: C2SP signed-note, with Ed25519 alone (types 0x01 and 0x04)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken
from holdfire.record.keys import demand_sound
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.keys import PublicKey

ED25519, COSIGNATURE = 1, 4
"""Types of signature: over the note's text, and a cosignature/v1 of a checkpoint."""

MOST_LINES, MOST_BYTES = 100, 1_000_000
"""What a note may hold at most, as in Go's golang.org/x/mod/sumdb/note."""

_NAME = re.compile(r"[^\s+]{1,200}")
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def is_name(name: str) -> bool:
    """Tell whether it can name a key: no white space, no `+`, 1 to 200 letters."""
    return bool(_NAME.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line: the key's name, and four bytes of its id with the signature after them."""

    name: str
    blob: bytes

    def __str__(self) -> str:
        """Write the line, without its end."""
        return f"— {self.name} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """The text, which ends with a line feed, and its signature lines."""

    text: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        """Write the note."""
        return f"{self.text}\n" + "".join(f"{line}\n" for line in self.lines)


def parse(note: str) -> Note:
    """Take a note apart at its last empty line; Broken `note-malformed`."""
    text, blank, signatures = note.rpartition("\n\n")
    rows = signatures.split("\n")
    fits = blank and rows[-1] == "" and 1 < len(rows) <= MOST_LINES + 1 and len(note) <= MOST_BYTES
    if not fits or _CONTROL.search(note):
        raise _malformed()
    return Note(text + "\n", tuple(map(parse_line, rows[:-1])))


def parse_line(row: str) -> Line:
    """Read one signature line, without its end; Broken `note-malformed`."""
    match = _LINE.fullmatch(row)
    if match is None:
        raise _malformed()
    try:
        blob = base64.b64decode(match[2], validate=True)
    except ValueError as e:
        raise _malformed() from e
    if len(blob) < 5 or base64.b64encode(blob).decode() != match[2]:
        raise _malformed()
    return Line(match[1], blob)


def _malformed() -> Broken:
    return Broken("note-malformed", say("this is no signed note"))


@dataclass(frozen=True, slots=True)
class Vkey:
    """A verifier key: a name, the type of its signatures, and the 32 bytes of an Ed25519 key."""

    name: str
    type: int
    raw: bytes

    @property
    def hash(self) -> bytes:
        """Give the four bytes that name the key in a note: SHA-256(name ‖ LF ‖ type ‖ key)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.raw).digest()[:4]

    @property
    def key_id(self) -> str:
        """SHA-256 of the 32 bytes of the key, hexadecimal: whatever its name, one key has one id."""
        return hashlib.sha256(self.raw).hexdigest()

    def made(self, line: Line) -> bool:
        """Tell whether a line says that this key made it."""
        return line.name == self.name and line.blob[:4] == self.hash

    def __str__(self) -> str:
        """Write it: `name+hash+base64`."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes([self.type]) + self.raw).decode()}"


def vkey(name: str, kind: int, key: PublicKey) -> Vkey:
    """Give a public key a name in notes; BadInput `log-name`."""
    demand_name(name)
    return Vkey(name, kind, key.raw)


def demand_name(name: str) -> str:
    """Refuse a key's or log's name that a note cannot hold: BadInput `log-name`."""
    if not is_name(name):
        raise BadInput(
            "log-name",
            say("{name} cannot be a log's name", name=repr(name)),
            hint=say("no spaces, no plus, at most 200 letters"),
        )
    return name


def parse_vkey(text: str, kind: int) -> Vkey:
    """Read what `str` of a Vkey writes; BadInput `vkey-malformed`, and Broken `key-weak`."""
    parts = text.split("+", 2)
    try:
        if len(parts) != 3 or not is_name(parts[0]):
            raise ValueError("not in three parts")
        data = base64.b64decode(parts[2], validate=True)
        out = Vkey(parts[0], data[0] if data else 0, data[1:])
        if out.type != kind or str(out) != text:
            raise ValueError("of another type, or its hash is not its own")
    except ValueError as e:
        raise BadInput(
            "vkey-malformed",
            say("{text} is no verifier key of this sort", text=repr(text)),
            hint=say("name, plus, eight hexadecimal digits, plus, base64"),
        ) from e
    demand_sound(out.raw)
    return out
