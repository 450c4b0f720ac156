"""What a check finds in a record that holds together, and how it folds one stretch of entries after another. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from holdfire.errors import Broken
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.examine import Examined, Hashes, forged, reference_holds
from holdfire.record.finality import State
from holdfire.record.register import Register, Term
from holdfire.record.tree import EMPTY, Frontier, split
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.finality import Attendance, Reached
    from holdfire.record.keys import Role

Demand = tuple[int, Callable[[], object]]
"""An index, and what must hold there: it raises Broken if it does not."""


@dataclass(slots=True)
class Intact:
    """What `check` found in a record that holds together."""

    log: str = ""
    size: int = 0
    root: str = ""
    fingerprint: str = ""
    checkpoints: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    held: int = 0
    absent: int = 0
    files: int = 0
    register: Register = field(default_factory=lambda: Register(""))
    """Which keys stand, and which policies."""
    reached: list[Reached] = field(default_factory=list)
    """What each cosigned size has reached, the largest first."""
    attendance: list[Attendance] = field(default_factory=list)
    """What each cosigner of the policy cosigned last."""
    times: array[int] = field(default_factory=lambda: array("q"))
    """What each entry states as its time, UTC microseconds, less than 0 for a tick."""

    @property
    def final(self) -> int:
        """How many entries are final."""
        return max((r.size for r in self.reached if r.state is State.FINAL), default=0)


class Tree:
    """The tree as the entries give it: every leaf's hash, end to end, and the roots at the sizes asked for."""

    def __init__(self, sizes: set[int]) -> None:
        self.hashes, self.frontier = bytearray(), Frontier()
        self.sizes, self.roots = sizes, {0: EMPTY}

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self.frontier.size

    def grow(self, hashes: bytes) -> None:
        """Append leaves' hashes."""
        self.hashes += hashes
        for size, leaf in enumerate(split(hashes), self.size + 1):
            self.frontier.add(leaf)
            if size in self.sizes:
                self.roots[size] = self.frontier.root()


def begin(first: bytes | None, size: int) -> Intact:
    """Begin with the bytes of entry 0; Broken `log-empty`, `log-nameless`."""
    if first is None:
        raise Broken("log-empty", say("there is no entry 0 in this book"))
    with _at(0):
        payload = parse_payload(unseal(first).payload)
        if payload.kind != "log" or payload.open.get("name") != payload.log:
            raise Broken("log-nameless", say("entry 0 does not name its log"))
    return Intact(log=payload.log, size=size, fingerprint=sha256_hex(first), register=Register(payload.log))


def take(part: Examined, out: Intact, hashes: Hashes, roles: Mapping[str, Role]) -> None:
    """Fold one stretch into the whole, if all that it leaves to demand holds, in the order of the log."""
    for index, demand in sorted(_demands(part, out, hashes, roles), key=lambda d: d[0]):
        with _at(index):
            demand()
    for kind, count in part.kinds.items():
        out.kinds[kind] = out.kinds.get(kind, 0) + count
    out.times.extend(part.times)
    out.held += part.held
    out.absent += part.absent


def _demands(part: Examined, out: Intact, hashes: Hashes, roles: Mapping[str, Role]) -> Iterator[Demand]:
    """Yield what needs other stretches to be seen; for one entry keys come first, for entry 0 signs with its own."""
    yield from _grounds(part, out)
    for (key_id, kind), indexes in part.signers.items():
        for index in _telling(out.register.terms.get(key_id), indexes):
            yield index, partial(demand_may_sign, out.register.terms, key_id, kind, index, roles)
    for key_id, index, message, signature in part.unresolved:
        yield index, partial(_demand_fits, out.register.terms, key_id, message, signature)
    for index, target, leaf in part.refs:
        yield index, partial(_demand_reference, hashes, target, leaf)
    if part.broken:
        yield part.broken[0], partial(_fail, part.broken[1])


def _grounds(part: Examined, out: Intact) -> Iterator[Demand]:
    """Take in which keys and policies stand, as far as the first entry about them that does not hold."""
    for ground in part.ground:
        try:
            out.register.take(ground)
        except Broken as e:
            yield ground.index, partial(_fail, e)
            return


def _telling(term: Term | None, indexes: list[int]) -> Iterator[int]:
    """Yield the first index at which a key signed, and the first after it had ended: the others tell nothing new."""
    yield indexes[0]
    if term is not None and term.ended is not None:
        after = bisect_right(indexes, term.ended)
        yield from indexes[after : after + 1]


def _fail(error: Broken) -> None:
    raise error


def _demand_fits(terms: Mapping[str, Term], key_id: str, message: bytes, signature: bytes) -> None:
    if not terms[key_id].key.verify(signature, message):
        raise forged()


def _demand_reference(hashes: Hashes, target: int, leaf: str) -> None:
    if not reference_holds(hashes, target, leaf):
        raise Broken("reference-false", say("it refers to entry {target} under another hash", target=target))


def demand_may_sign(
    terms: Mapping[str, Term], key_id: str, kind: str, index: int, roles: Mapping[str, Role]
) -> None:
    """Refuse a signer whose key the log had not registered by then, had ended by then, or has in another role.

    Broken `kind-unknown`, `signer-unknown`, `signer-revoked`, `signer-role`. Entry 0, and a version of the root
    register, register keys that they are signed with.
    """
    if kind not in roles:
        raise Broken(
            "kind-unknown", say("{kind} is no kind of entry that this release knows", kind=repr(kind))
        )
    term = terms.get(key_id)
    if term is not None and term.over(index):
        raise Broken(
            "signer-revoked", say("key {key_id} had been revoked when it signed this", key_id=key_id[:12])
        )
    if term is None or not term.stands(index, itself=index == 0 or kind == "root"):
        raise Broken(
            "signer-unknown", say("key {key_id} signed before the log had registered it", key_id=key_id[:12])
        )
    if term.key.role != roles[kind]:
        raise Broken(
            "signer-role",
            say("a key of role {role} signed an entry of kind {kind}", role=term.key.role, kind=kind),
        )


@contextmanager
def _at(index: int) -> Iterator[None]:
    """Say at which entry the trouble is."""
    try:
        yield
    except Broken as e:
        if "index" in e.words.values:
            raise
        raise Broken(
            e.code,
            say("entry {index}: {message}", index=str(index), message=e.words),
            hint=e.advice,
            where=e.where,
        ) from e
