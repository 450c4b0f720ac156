"""C2SP tlog-proof: one file that proves, offline, that an entry stands in the log and who cosigned that. Pure.

Its `extra` line carries what the proof is of: the leaf's bytes, the disclosures that its maker opens, and proofs of the
entries that registered the keys of those who signed. None of it is believed: each is held against the tree.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import msgspec

from holdfire.errors import BadInput, Broken
from holdfire.record import checkpoint as cp
from holdfire.record.encoding import b64url, unb64url
from holdfire.record.proof import MOST, demand_included
from holdfire.record.tree import HASH, leaf_hash
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class Ground(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another entry under the same checkpoint, with its proof: that which registered a signer's key."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]


class Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What comes along: the entry's bytes, disclosures joined by `~`, and the entries that registered its signers."""

    leaf: bytes
    disclosures: str = ""
    ground: tuple[Ground, ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """A proof taken apart; `note` is the checkpoint with its signatures."""

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes = b""


def write(receipt: Receipt) -> str:
    """Write the file."""
    lines = [HEAD]
    if receipt.extra:
        lines.append(f"extra {base64.b64encode(receipt.extra).decode()}")
    lines += [
        f"index {receipt.index}",
        *(base64.b64encode(h).decode() for h in receipt.path),
        "",
        receipt.note,
    ]
    return "\n".join(lines)


def is_receipt(data: bytes) -> bool:
    """Tell whether a file begins as a proof does."""
    return data.startswith(f"{HEAD}\n".encode())


def parse(text: str) -> Receipt:
    """Read a file; Broken `proof-malformed`, `hash-malformed`, `checkpoint-malformed`."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    extra = b""
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = _unbase64(lines.pop(1)[6:])
    number = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    if lines[0] != HEAD or not blank or not _NUMBER.fullmatch(number) or not lines[1].startswith("index "):
        raise _malformed()
    path = tuple(map(_unbase64, lines[2:]))
    if len(path) > MOST or any(len(h) != HASH for h in path):
        raise Broken("hash-malformed", say("a hash in a proof has not 32 bytes, or there are too many"))
    cp.parse(note)
    return Receipt(int(number), path, note, extra)


def pack(extra: Extra) -> bytes:
    """Write what comes along with a proof."""
    return msgspec.json.encode(
        {
            "leaf": b64url(extra.leaf),
            "disclosures": extra.disclosures,
            "ground": [
                {"index": g.index, "leaf": b64url(g.leaf), "path": [b64url(h) for h in g.path]}
                for g in extra.ground
            ],
        }
    )


class _Ground(msgspec.Struct, forbid_unknown_fields=True):
    index: int
    leaf: str
    path: list[str]


class _Extra(msgspec.Struct, forbid_unknown_fields=True):
    leaf: str
    disclosures: str
    ground: list[_Ground]


def unpack(data: bytes) -> Extra:
    """Read what `pack` wrote; BadInput `extra-foreign` where it is something else."""
    try:
        form = msgspec.json.decode(data, type=_Extra)
        ground = tuple(Ground(g.index, unb64url(g.leaf), tuple(map(unb64url, g.path))) for g in form.ground)
        return Extra(unb64url(form.leaf), form.disclosures, ground)
    except (msgspec.DecodeError, ValueError) as e:
        raise BadInput(
            "extra-foreign",
            say("the proof does not carry its entry in the form that Holdfire writes"),
            hint=say("name the entry's file with --entry"),
        ) from e


def demand_proven(receipt: Receipt, leaf: bytes, ground: Sequence[Ground] = ()) -> None:
    """Refuse a proof that does not lead from the entry to the checkpoint's root; Broken `proof-false`."""
    point = cp.parse(receipt.note)
    demand_included(leaf_hash(leaf), receipt.index, point.size, point.root, receipt.path)
    for g in ground:
        demand_included(leaf_hash(g.leaf), g.index, point.size, point.root, g.path)


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as e:
        raise _malformed() from e
    if base64.b64encode(data).decode() != text:
        raise _malformed()
    return data


def _malformed() -> Broken:
    return Broken("proof-malformed", say("this is no proof in the form of `C2SP tlog-proof`"))
