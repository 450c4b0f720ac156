"""Whether a cosigner cosigns: the rules of C2SP tlog-witness, `add-checkpoint`, without I/O.

The checkpoint is signed by a key that this cosigner knows of the log (`checkpoint-forged`). The request grows out of
the size that it cosigned last (`size-other`), by a proof that holds (`history-rewritten`), and never shows another root
at that size (`split-view`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken, Conflict, HoldfireError, NotFound, Refused
from holdfire.record import checkpoint as cp
from holdfire.record import note as notes
from holdfire.record.keys import verify
from holdfire.record.proof import demand_consistent
from holdfire.record.tree import EMPTY
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.growth import Growth
    from holdfire.record.note import Vkey


@dataclass(frozen=True, slots=True)
class Known:
    """A log as this cosigner knows it: its keys, and the size and root that it cosigned last."""

    vkeys: tuple[Vkey, ...]
    size: int = 0
    root: bytes = EMPTY


def judge(growth: Growth, known: Known | None) -> cp.Checkpoint:
    """Give the checkpoint to cosign, or raise what speaks against it."""
    point = cp.parse(growth.note)
    if known is None:
        raise NotFound(
            "log-unknown",
            say("this cosigner does not know the log {log}", log=repr(point.log)),
            hint=say("`holdfire cosign trust`"),
        )
    demand_signed(growth.note, known)
    if growth.old > point.size:
        raise BadInput("old-beyond", say("the old size is beyond the checkpoint's"))
    if growth.old != known.size:
        raise Conflict("size-other", say("this cosigner cosigned {size} entries last", size=known.size))
    if point.size == known.size and point.root != known.root:
        raise Broken("split-view", say("the log signed two records of {size} entries", size=point.size))
    try:
        demand_consistent(growth.old, known.root, point.size, point.root, growth.path)
    except Broken as e:
        raise Broken(
            "history-rewritten",
            say("nothing shows that the {size} entries cosigned last are in the new record", size=known.size),
        ) from e
    return point


def demand_signed(note: str, known: Known) -> None:
    """Refuse a checkpoint without a signature of a known key, or with one that does not hold: `checkpoint-forged`."""
    parsed = notes.parse(note)
    mine = [(v, line) for line in parsed.lines for v in known.vkeys if v.made(line)]
    if not mine or not all(verify(v.raw, line.blob[4:], parsed.text.encode()) for v, line in mine):
        raise Refused(
            "checkpoint-forged", say("no key that this cosigner knows of the log signed the checkpoint")
        )


def evidence(growth: Growth, known: Known, error: HoldfireError) -> str:
    """Say what a checkpoint that the log signed, and that was refused, is evidence of; empty: of nothing.

    A log that does not know how far a cosigner is asks with another old size: that is no evidence.
    """
    point = cp.parse(growth.note)
    if error.code in {"checkpoint-forged", "history-rewritten"}:
        return error.code
    if point.size == known.size and point.root != known.root:
        return "split-view"
    return "log-rolled-back" if point.size < known.size else ""


def status(error: HoldfireError) -> int:
    """Give the HTTP status that C2SP tlog-witness has for a refusal."""
    return 422 if isinstance(error, Broken) else error.http
