"""`holdfire check`: does the record hold together? Everything is worked out anew from the entries alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from holdfire.db.engine import open_engine, read
from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record import repo
from holdfire.record.crew import Crew, cores, crew
from holdfire.record.encoding import Json, sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.examine import Examined, examine, forged, reference_holds
from holdfire.record.keys import PublicKey, Role
from holdfire.record.tree import EMPTY, HASH, WIDTH, Frontier, split
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

LEAST, MOST = 512, 4096
"""Entries that one process checks at a time: fewer towards the end, so that all of them end together."""

TILE = WIDTH * HASH

Progress = Callable[[int, int], None]
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
    keys: dict[str, tuple[int, PublicKey]] = field(default_factory=dict)
    """Key id -> (index of the entry that registered it, the key)."""


def _nothing(_done: int, _all: int) -> None:
    return


def check(
    book: str,
    roles: Mapping[str, Role],
    *,
    workers: int | None = None,
    signatures: bool = True,
    progress: Progress = _nothing,
) -> Intact:
    """Check every entry, disclosure, signature, key, reference, file and checkpoint of BOOK.

    `roles` says which role may sign each kind of entry. Raises Broken, naming the first thing that does not hold
    (in the order of the log), and where. `workers` processes share the work (default: one a core; 1 stays here).
    """
    with _opened(book) as connection:
        out = _begin(repo.leaf(connection, 0), repo.size(connection))
        notes = list(repo.checkpoints(connection))
        tree = _Tree({size for size, _ in notes})
        count = 1 if out.size < 4 * LEAST else workers or cores()
        with crew(book, connection, count) as hands:
            files = hands.hand(_files)
            for part in _examined(hands, out, signatures=signatures):
                tree.grow(bytes(part.hashes))
                _take(part, out, tree.hashes, roles)
                progress(tree.size, out.size)
            out.files = files()
            _checkpoints(hands, out, tree, notes)
        out.root, out.checkpoints = tree.frontier.root().hex(), len(notes)
        _tiles(connection, tree)
        _no_orphans(connection, out.size)
    return out


class _Tree:
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


@contextmanager
def _opened(book: str) -> Iterator[Connection]:
    """Open the book to read, and close it again."""
    engine = open_engine(book)
    try:
        with read(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _begin(first: bytes | None, size: int) -> Intact:
    if first is None:
        raise Broken("log-empty", say("there is no entry 0 in this book"))
    with _at(0):
        payload = parse_payload(unseal(first).payload)
        if payload.kind != "log" or payload.open.get("name") != payload.log:
            raise Broken("log-nameless", say("entry 0 does not name its log"))
    return Intact(log=payload.log, size=size, fingerprint=sha256_hex(first))


def _examined(hands: Crew, out: Intact, *, signatures: bool) -> Iterator[Examined]:
    """Yield the stretches in order: entry 0, which holds the first keys, then the rest with the keys known by then."""

    def known() -> dict[str, PublicKey] | None:
        return {k: key for k, (_, key) in out.keys.items()} if signatures else None

    yield hands.hand(_stretch, 0, 1, out.log, known())()
    yield from hands.in_order(
        hands.hand(_stretch, start, stop, out.log, known())
        for start, stop in pairwise(_bounds(1, out.size, hands.count))
    )


def _bounds(start: int, stop: int, workers: int) -> Iterator[int]:
    """Yield where the stretches begin, then `stop`; each is a half of what is left for each worker, within bounds."""
    while start < stop:
        yield start
        start += min(MOST, max(LEAST, (stop - start) // (2 * workers)))
    yield stop


def _stretch(
    connection: Connection, start: int, stop: int, log: str, keys: Mapping[str, PublicKey] | None
) -> Examined:
    return examine(repo.stretch(connection, start, stop), start, stop, log, keys)


def _take(part: Examined, out: Intact, hashes: bytearray, roles: Mapping[str, Role]) -> None:
    """Fold one stretch into the whole, if all that it leaves to demand holds, in the order of the log."""
    for index, demand in sorted(_demands(part, out, hashes, roles), key=lambda d: d[0]):
        with _at(index):
            demand()
    for kind, count in part.kinds.items():
        out.kinds[kind] = out.kinds.get(kind, 0) + count
    out.held += part.held
    out.absent += part.absent


def _demands(part: Examined, out: Intact, hashes: bytearray, roles: Mapping[str, Role]) -> Iterator[Demand]:
    """Yield what needs other stretches to be seen; for one entry keys come first, for entry 0 signs with its own."""
    for index, value in part.keys:
        yield index, partial(_register, out.keys, index, value)
    for (key_id, kind), index in part.signers.items():
        yield index, partial(demand_may_sign, out.keys, key_id, kind, index, roles)
    for key_id, index, message, signature in part.unresolved:
        yield index, partial(_demand_fits, out.keys, key_id, message, signature)
    for index, target, leaf in part.refs:
        yield index, partial(_demand_reference, hashes, target, leaf)
    if part.broken:
        yield part.broken[0], partial(_fail, part.broken[1])


def _fail(error: Broken) -> None:
    raise error


def _register(keys: dict[str, tuple[int, PublicKey]], index: int, value: Json) -> None:
    key = PublicKey.from_json(value)
    keys.setdefault(key.key_id, (index, key))


def _demand_fits(
    keys: Mapping[str, tuple[int, PublicKey]], key_id: str, message: bytes, signature: bytes
) -> None:
    if not keys[key_id][1].verify(signature, message):
        raise forged()


def _demand_reference(hashes: bytearray, target: int, leaf: str) -> None:
    if not reference_holds(hashes, target, leaf):
        raise Broken("reference-false", say("it refers to entry {target} under another hash", target=target))


def demand_may_sign(
    keys: Mapping[str, tuple[int, PublicKey]], key_id: str, kind: str, index: int, roles: Mapping[str, Role]
) -> None:
    """Refuse a signer whose key the log had not registered by then, or has in another role.

    Broken `kind-unknown`, `signer-unknown`, `signer-role`. Entry 0 registers the key that it is signed with.
    """
    if kind not in roles:
        raise Broken(
            "kind-unknown", say("{kind} is no kind of entry that this release knows", kind=repr(kind))
        )
    known = keys.get(key_id)
    if known is None or (known[0] >= index and index != 0):
        raise Broken(
            "signer-unknown", say("key {key_id} signed before the log had registered it", key_id=key_id[:12])
        )
    if known[1].role != roles[kind]:
        raise Broken(
            "signer-role",
            say("a key of role {role} signed an entry of kind {kind}", role=known[1].role, kind=kind),
        )


def _checkpoints(hands: Crew, out: Intact, tree: _Tree, notes: list[tuple[int, str]]) -> None:
    """Demand that every checkpoint gives the tree's root at its size, signed by the log, and that the last is whole."""
    log_keys = [key for _, key in out.keys.values() if key.role == Role.LOG]
    signed = hands.in_order(
        hands.hand(_signed, [note for _, note in notes[i : i + LEAST]], log_keys)
        for i in range(0, len(notes), LEAST)
    )
    for (size, note), by_log in zip(notes, chain.from_iterable(signed), strict=True):
        _demand_root(out.log, size, note, tree)
        if not by_log:
            raise Broken(
                "checkpoint-forged",
                say("the checkpoint at {size} is not signed by a key of the log", size=size),
            )
    covered = notes[-1][0] if notes else 0
    if covered != tree.size:
        raise Broken(
            "checkpoint-behind", say("no checkpoint covers the entries from {size} on", size=covered)
        )


def _signed(_connection: Connection, notes: list[str], log_keys: list[PublicKey]) -> list[bool]:
    """Tell of each note whether a key of the log signed it."""
    return [any(_fits(note, key) for key in log_keys) for note in notes]


def _fits(note: str, key: PublicKey) -> bool:
    try:
        cp.check(note, key)
    except Broken:
        return False
    return True


def _demand_root(log: str, size: int, note: str, tree: _Tree) -> None:
    if size > tree.size:
        raise Broken(
            "entry-removed",
            say("a checkpoint was signed at {size} entries, {left} are left", size=size, left=tree.size),
        )
    if cp.parse(note) != cp.Checkpoint(log, size, tree.roots.get(size, b"")):
        raise Broken(
            "root-differs",
            say("the entries do not give the root that was signed at {size}", size=size),
            hint=say("an entry up to there was changed, reordered or replaced"),
        )


def _tiles(connection: Connection, tree: _Tree) -> None:
    """Compare every stored tile with the tree."""
    stored = repo.tiles(connection)
    for level, content in enumerate((tree.hashes, *tree.frontier.upper)):
        for number in range(-(-len(content) // TILE)):
            if stored.pop((level, number), None) != bytes(content[number * TILE : (number + 1) * TILE]):
                raise Broken(
                    "tile-false",
                    say("tile {level}/{number} is not what the entries give", level=level, number=number),
                    hint=say("`holdfire rebuild` makes the tiles again"),
                )
    if stored:
        raise Broken("tile-false", say("there are {n} tiles that no entry stands behind", n=len(stored)))


def _no_orphans(connection: Connection, size: int) -> None:
    stray = repo.outside(connection, size)
    if stray is not None:
        raise Broken("disclosure-foreign", say("values stand beside no entry, first at {stray}", stray=stray))


def _files(connection: Connection) -> int:
    """Check every file against the hash it goes under, and count them; Broken `file-changed` names the first."""
    count, changed = 0, []
    for name, content in repo.files(connection):
        count += 1
        if sha256_hex(content) != name:
            changed.append(name)
    if changed:
        raise Broken("file-changed", say("the file {name} is not what its hash says", name=min(changed)[:12]))
    return count


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
