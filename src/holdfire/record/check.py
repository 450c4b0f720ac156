"""`holdfire check`: does the record hold together? Everything is worked out anew from the entries alone."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from holdfire.db.engine import open_engine, read
from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record import repo
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.examine import Examined, examine, reference_holds
from holdfire.record.keys import PublicKey, Role
from holdfire.record.tree import HASH, WIDTH, Frontier
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

STRETCH = 4096
"""Entries that one process checks at a time."""

IN_HAND = 6
"""Stretches handed out and not taken back yet, at most."""

TILE = WIDTH * HASH
T = TypeVar("T")

Progress = Callable[[int, int], None]


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
        size = repo.size(connection)
        notes = list(repo.checkpoints(connection))
        first = repo.leaf(connection, 0)
        out = _begin(first, size)
        hashes = bytearray()
        with _workers(workers, size) as pool:
            for part in _examined(pool, book, out, signatures=signatures):
                _take(part, out, hashes, roles)
                progress(len(hashes) // 32, size)
            out.files = sum(_mapped(pool, _files_there, ((book, digit) for digit in "0123456789abcdef")))
        frontier = _checkpoints(out, hashes, notes)
        out.root, out.checkpoints = frontier.root().hex(), len(notes)
        _tiles(connection, hashes, frontier)
        _no_orphans(connection)
    return out


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


@contextmanager
def _workers(workers: int | None, size: int) -> Iterator[ProcessPoolExecutor | None]:
    """Start the processes that share the work; none where there is little of it, or one is asked for."""
    count = workers or len(os.sched_getaffinity(0))
    if count == 1 or size < 2 * STRETCH:
        yield None
        return
    with ProcessPoolExecutor(count) as pool:
        yield pool


def _mapped(
    pool: ProcessPoolExecutor | None, work: Callable[..., T], jobs: Iterable[tuple[object, ...]]
) -> Iterator[T]:
    """Do the jobs in the pool, or here, and yield their results in order; few are in hand at any time."""
    if pool is None:
        yield from (work(*job) for job in jobs)
        return
    waiting: deque[Future[T]] = deque()
    for job in jobs:
        waiting.append(pool.submit(work, *job))
        if len(waiting) >= IN_HAND:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _examined(
    pool: ProcessPoolExecutor | None, book: str, out: Intact, *, signatures: bool
) -> Iterator[Examined]:
    """Yield the stretches in order: entry 0, which holds the first keys, then the rest with the keys known by then."""

    def known() -> dict[str, PublicKey] | None:
        return {k: key for k, (_, key) in out.keys.items()} if signatures else None

    yield _examine_there(book, 0, 1, out.log, known())
    starts = range(1, out.size, STRETCH)
    jobs = ((book, start, min(start + STRETCH, out.size), out.log, known()) for start in starts)
    yield from _mapped(pool, _examine_there, jobs)


def _examine_there(
    book: str, start: int, stop: int, log: str, keys: Mapping[str, PublicKey] | None
) -> Examined:
    with _opened(book) as connection:
        page = (stored for part in repo.entries(connection, start, stop) for stored in part)
        return examine(page, start, stop, log, keys)


def _take(part: Examined, out: Intact, hashes: bytearray, roles: Mapping[str, Role]) -> None:
    """Fold one stretch into the whole."""
    hashes += part.hashes
    for index, value in part.keys:
        with _at(index):
            key = PublicKey.from_json(value)
            out.keys.setdefault(key.key_id, (index, key))
    for (key_id, kind), index in sorted(part.signers.items(), key=lambda item: item[1]):
        with _at(index):
            demand_may_sign(out.keys, key_id, kind, index, roles)
    for key_id, index, message, signature in part.unresolved:
        with _at(index):
            if not out.keys[key_id][1].verify(signature, message):
                raise Broken("signature-forged", say("a signature does not fit the entry"))
    for index, target, leaf in part.refs:
        with _at(index):
            if not reference_holds(hashes, target, leaf):
                raise Broken(
                    "reference-false", say("it refers to entry {target} under another hash", target=target)
                )
    if part.broken:
        with _at(part.broken[0]):
            raise part.broken[1]
    for kind, count in part.kinds.items():
        out.kinds[kind] = out.kinds.get(kind, 0) + count
    out.held += part.held
    out.absent += part.absent


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


def _checkpoints(out: Intact, hashes: bytearray, notes: list[tuple[int, str]]) -> Frontier:
    """Compare the tree's root at every signed size with the checkpoint; return the whole tree's frontier."""
    log_keys = [key for _, key in out.keys.values() if key.role == Role.LOG]
    frontier = Frontier()
    for size, note in notes:
        if size > len(hashes) // 32:
            left = len(hashes) // 32
            raise Broken(
                "entry-removed",
                say("a checkpoint was signed at {size} entries, {left} are left", size=size, left=left),
            )
        for i in range(frontier.size, size):
            frontier.add(bytes(hashes[i * 32 : i * 32 + 32]))
        _demand_signed(cp.Checkpoint(out.log, size, frontier.root()), note, log_keys)
    if frontier.size != len(hashes) // 32:
        raise Broken(
            "checkpoint-behind", say("no checkpoint covers the entries from {size} on", size=frontier.size)
        )
    return frontier


def _demand_signed(found: cp.Checkpoint, note: str, log_keys: list[PublicKey]) -> None:
    said = cp.parse(note)
    if said != found:
        raise Broken(
            "root-differs",
            say("the entries do not give the root that was signed at {size}", size=found.size),
            hint=say("an entry up to there was changed, reordered or replaced"),
        )
    for key in log_keys:
        try:
            cp.check(note, key)
        except Broken:
            continue
        return
    raise Broken(
        "checkpoint-forged",
        say("the checkpoint at {size} is not signed by a key of the log", size=found.size),
    )


def _tiles(connection: Connection, hashes: bytearray, frontier: Frontier) -> None:
    """Compare every stored tile with the tree."""
    stored = repo.tiles(connection)
    for level, content in enumerate((hashes, *frontier.upper)):
        for number in range(-(-len(content) // TILE)):
            if stored.pop((level, number), None) != bytes(content[number * TILE : (number + 1) * TILE]):
                raise Broken(
                    "tile-false",
                    say("tile {level}/{number} is not what the entries give", level=level, number=number),
                    hint=say("`holdfire rebuild` makes the tiles again"),
                )
    if stored:
        raise Broken("tile-false", say("there are {n} tiles that no entry stands behind", n=len(stored)))


def _no_orphans(connection: Connection) -> None:
    stray = repo.orphans(connection)
    if stray:
        raise Broken(
            "disclosure-foreign", say("values stand beside no entry, first at {stray}", stray=stray[0])
        )


def _files_there(book: str, prefix: str) -> int:
    """Check the files whose hash begins so; Broken `file-changed`."""
    count = 0
    with _opened(book) as connection:
        for name, content in repo.files(connection, prefix):
            count += 1
            if sha256_hex(content) != name:
                raise Broken("file-changed", say("the file {name} is not what its hash says", name=name[:12]))
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
            say("entry {index}: {message}", index=index, message=e.words),
            hint=e.advice,
            where=e.where,
        ) from e
