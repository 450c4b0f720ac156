"""Write a proof of one entry: from the book, under the checkpoint that came furthest, with what is opened of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.cosign import gather
from holdfire.errors import BadInput, NotFound
from holdfire.record import checkpoint as cp
from holdfire.record import cosigned, disclosure, proof, receipt, repo
from holdfire.record.envelope import unseal
from holdfire.record.finality import State
from holdfire.record.receipt import Extra, Ground, Receipt
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from holdfire.cosign.gather import Standing

EVERYTHING = "all"


def prove(connection: Connection, log: str, index: int, opened: Collection[str] = ()) -> str:
    """Give the file that proves entry `index`; of its closed fields those named are opened, `all`: all held here.

    NotFound `entry-missing`, `field-missing`.
    """
    stored = next(iter(repo.stretch(connection, index, index + 1)), None)
    if index < 0 or stored is None:
        raise NotFound(
            "entry-missing",
            say("the record has no entry {index}", index=index),
            hint=say("entries count from 0"),
        )
    stands = gather.standing(connection, log, index)
    note = cosigned.note(connection, _furthest(stands, index))
    size = cp.parse(note).size
    ground = tuple(
        _ground(connection, made, size) for made in _made(stands, unseal(stored.leaf).signatures, index)
    )
    extra = Extra(stored.leaf, _opened(stored.disclosures, opened), ground)
    return receipt.write(Receipt(index, _path(connection, index, size), note, receipt.pack(extra)))


def _furthest(stands: Standing, index: int) -> int | None:
    """Choose the size to prove under: the largest that is final, else that anybody cosigned; None: the last."""
    beyond = [r for r in stands.reached if r.size > index]
    for state in (State.FINAL, State.PROVISIONAL, State.LOGGED):
        sizes = [r.size for r in beyond if r.state is state]
        if sizes:
            return max(sizes)
    return None


def _made(stands: Standing, signatures: Collection[object], index: int) -> list[int]:
    """List the entries that registered the signers' keys, without the entry itself."""
    ids = [str(getattr(s, "key_id", "")) for s in signatures]
    terms = stands.register.terms
    return sorted({terms[i].made for i in ids if i in terms} - {index})


def _ground(connection: Connection, index: int, size: int) -> Ground:
    leaf = repo.leaf(connection, index)
    assert leaf is not None
    return Ground(index, leaf, _path(connection, index, size))


def _path(connection: Connection, index: int, size: int) -> tuple[bytes, ...]:
    return tuple(proof.inclusion(index, size, repo.reader(connection, size, index)))


def _opened(joined: str, names: Collection[str]) -> str:
    parts = {next(iter(disclosure.read(part))): part for part in disclosure.split(joined)}
    if EVERYTHING in names:
        return joined
    for name in names:
        if name not in parts:
            raise BadInput(
                "field-missing",
                say("the entry has no closed field {name} that is held here", name=repr(name)),
                hint=say("`holdfire show` lists them"),
            )
    return "~".join(part for name, part in parts.items() if name in names)
