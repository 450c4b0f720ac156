"""`holdfire check`: does the record hold together? Everything is worked out anew from the entries alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from holdfire.db.engine import open_engine, read
from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record import cosigned, finality, repo
from holdfire.record.crew import Crew, cores, crew
from holdfire.record.encoding import sha256_hex
from holdfire.record.examine import Examined, examine
from holdfire.record.intact import Intact, Tree, begin, take
from holdfire.record.tree import HASH, WIDTH
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.keys import PublicKey, Role

LEAST, MOST = 512, 4096
"""Entries that one process checks at a time: fewer towards the end, so that all of them end together."""

TILE = WIDTH * HASH

Progress = Callable[[int, int], None]


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
        out = begin(repo.leaf(connection, 0), repo.size(connection))
        notes = list(repo.checkpoints(connection))
        tree = Tree({size for size, _ in notes})
        count = 1 if out.size < 4 * LEAST else workers or cores()
        with crew(book, connection, count) as hands:
            files = hands.hand(_files)
            for part in _examined(hands, out, signatures=signatures):
                tree.grow(bytes(part.hashes))
                take(part, out, tree.hashes, roles)
                progress(tree.size, out.size)
            out.files = files()
            _checkpoints(hands, out, tree, notes)
        _cosignatures(connection, out, notes)
        out.root, out.checkpoints = tree.frontier.root().hex(), len(notes)
        _tiles(connection, tree)
        _no_orphans(connection, out.size)
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


def _examined(hands: Crew, out: Intact, *, signatures: bool) -> Iterator[Examined]:
    """Yield the stretches in order: entry 0, which holds the first keys, then the rest with the keys known by then."""

    def known() -> dict[str, PublicKey] | None:
        return {k: term.key for k, term in out.register.terms.items()} if signatures else None

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


def _checkpoints(hands: Crew, out: Intact, tree: Tree, notes: list[tuple[int, str]]) -> None:
    """Demand that every checkpoint gives the tree's root at its size, signed by the log, and that the last is whole."""
    signed = hands.in_order(
        hands.hand(_signed, [(note, out.register.log_keys(size)) for size, note in notes[i : i + LEAST]])
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


def _cosignatures(connection: Connection, out: Intact, notes: list[tuple[int, str]]) -> None:
    """Demand that every cosignature holds; say how far the record has come; compare its times with theirs."""
    texts = dict(notes)
    cosigners = {v.key_id: v for enacted in out.register.policies for v in enacted.policy.vkeys}
    kept = cosigned.every(connection)
    for each in kept:
        note = texts.get(each.size)
        cosigned.demand_true(each, cp.parse(note).text() if note else None, cosigners)
    seen = [finality.Seen(k.size, k.key_id, k.at) for k in kept]
    logged = finality.logged(out.times)
    out.reached = finality.reached(out.register, seen)
    sizes = sorted(texts)

    def missed(size: int) -> int:
        at = bisect_right(sizes, size)
        return logged[sizes[at] - 1] // 1_000_000 if at < len(sizes) else 0

    out.attendance = finality.attendance(out.register, seen, missed)
    finality.demand_not_backdated(logged, out.reached)


def _signed(_connection: Connection, notes: list[tuple[str, list[PublicKey]]]) -> list[bool]:
    """Tell of each note whether a key of the log signed it."""
    return [any(_fits(note, key) for key in keys) for note, keys in notes]


def _fits(note: str, key: PublicKey) -> bool:
    try:
        cp.check(note, key)
    except Broken:
        return False
    return True


def _demand_root(log: str, size: int, note: str, tree: Tree) -> None:
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


def _tiles(connection: Connection, tree: Tree) -> None:
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
