"""Follow a log: fetch what it has more than this book, check it, and keep what speaks against the log."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement import repo as agreement
from holdfire.cosign import gather
from holdfire.db import migrate
from holdfire.db.engine import is_server, open_engine, read, write
from holdfire.erasing import repo as erasing
from holdfire.errors import BadInput, Broken, Conflict, HoldfireError, NotFound
from holdfire.mirror import handing, repo
from holdfire.mirror.taking import Batch, demand_signed, keep_lines, take
from holdfire.projecting import project_all
from holdfire.record import checkpoint as cp
from holdfire.record import disclosure, proof
from holdfire.record import repo as record
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tiles import Tiles
from holdfire.record.tree import WIDTH
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sqlalchemy import Connection, Engine

    from holdfire.mirror.handing import Handed
    from holdfire.mirror.source import Source

    Progress = Callable[[int, int], None]

BATCH = 1000
"""Entries in one transaction, unless the log itself entered more in one: Ctrl-C loses at most the batch in hand."""


class Followed(NamedTuple):
    """From which size a mirror was filled to which, and how many values of earlier entries were opened to it since."""

    start: int
    stop: int
    opened: int


def begin(url: str, source: Source, now: int, expect: str = "", *, kept: str = "") -> None:
    """Make a mirror's book with the first entries of a log. Nothing is left behind on an error.

    `expect` is the fingerprint that entry 0 must have; Broken `fingerprint-differs`. `kept` is where the log is, if
    that is not the source.
    """
    point = cp.parse(source.note())
    tiles = Tiles(source.fetch, point.size)
    if not point.size:
        raise Broken("log-empty", say("there is no entry 0 in this book"))
    first = tiles.leaves(0)[0]
    if expect and sha256_hex(first) != expect:
        raise Broken(
            "fingerprint-differs",
            say(
                "entry 0 has the fingerprint {fingerprint}, not {expect}",
                fingerprint=sha256_hex(first),
                expect=expect,
            ),
        )
    engine = open_engine(url, create=not is_server(url))
    try:
        with write(engine) as connection:
            migrate.create(connection)
            if record.size(connection):
                raise Conflict(
                    "book-exists",
                    say("there is a book in this database already"),
                    hint=say("name another one"),
                )
            batch = next(_batches(source, tiles, 0, point.size))
            record.put_files(connection, _files(source, batch, ()))
            take(connection, batch)
            repo.keep_origin(connection, kept or source.place, now, point.size)
    except BaseException:
        engine.dispose()
        if not is_server(url):
            Path(url).unlink(missing_ok=True)
        raise
    engine.dispose()


def follow(
    engine: Engine, source: Source, clock: Callable[[], int], progress: Progress = lambda _d, _a: None
) -> Followed:
    """Bring a mirror's book up to what a source shows.

    BadInput `log-other` where it is of another log; `log-rolled-back`, `split-view`, `history-rewritten` where what the
    log signed contradicts what is here: that is kept as evidence. Whatever `take` refuses.
    """
    note = source.note()
    point = cp.parse(note)
    with read(engine) as connection:
        start = record.size(connection)
        held = record.last_checkpoint(connection)
    if point.log != cp.parse(held).log:
        raise BadInput(
            "log-other",
            say(
                "they are of two logs, {one} and {other}", one=repr(cp.parse(held).log), other=repr(point.log)
            ),
        )
    tiles = Tiles(source.fetch, point.size)
    _demand_grown(engine, source, tiles, note, clock())
    _lines_since(engine, source, start)
    for batch in _batches(source, tiles, start, point.size):
        with read(engine) as connection:
            have = _here(connection, batch)
        files = _files(source, batch, have)
        with write(engine) as connection:
            record.put_files(connection, files)
            take(connection, batch)
        progress(batch.stop, point.size)
    with write(engine) as connection:
        origin = repo.origin(connection)
        if origin is not None and origin.place == source.place:
            repo.keep_origin(connection, origin.place, clock(), point.size)
    return Followed(start, point.size, _opened(engine, source))


def _demand_grown(engine: Engine, source: Source, tiles: Tiles, note: str, now: int) -> None:
    """Refuse a log that does not show what is held here, or shows it otherwise; what it signed is kept."""
    point = cp.parse(note)
    with read(engine) as connection:
        held = record.last_checkpoint(connection)
        mine = cp.parse(held)
        register = agreement.register(connection, mine.log)
        get = record.reader(connection)
        same = point.size <= mine.size and proof.root(0, point.size, get) == point.root
    if point.size < mine.size and same:
        demand_signed(note, register, {point.size: point.root})
        source.tell(held)
        raise Conflict(
            "log-rolled-back",
            say("the log shows {size} entries, and {mine} are here", size=point.size, mine=mine.size),
            hint=say("it was told; its host refills it from mirrors: `holdfire refill`"),
        )
    if same:
        return
    error = _contradiction(tiles, mine, point)
    if error is None:
        return
    if point.size <= mine.size:
        demand_signed(note, register, {point.size: point.root})
    with write(engine) as connection:
        found = repo.Contradiction(now, error.code, note, held)
        repo.accuse(connection, sha256_hex(note.encode()), found)
    raise error


def _contradiction(tiles: Tiles, mine: cp.Checkpoint, point: cp.Checkpoint) -> HoldfireError | None:
    """Say how a checkpoint contradicts the one that is held; None where it grew out of it."""
    hint = say("what the log signed is kept: `holdfire mirrored BOOK --out FOLDER`")
    if point.size <= mine.size:
        return Broken(
            "split-view", say("the log signed two records of {size} entries", size=point.size), hint=hint
        )
    try:
        path = proof.consistency(mine.size, point.size, tiles.tile)
        proof.demand_consistent(mine.size, mine.root, point.size, point.root, path)
    except Broken:
        return Broken(
            "history-rewritten",
            say("nothing shows that the {size} entries held here are in the new record", size=mine.size),
            hint=hint,
        )
    return None


def _batches(source: Source, tiles: Tiles, start: int, whole: int) -> Iterator[Batch]:
    """Yield what follows from `start` on, in batches that end where the log ended a transaction.

    None ends between an act and the entry by which the log refuses it.
    """
    bundle = lru_cache(maxsize=16)(tiles.leaves)

    def leaf(index: int) -> bytes:
        return bundle(index // WIDTH)[index % WIDTH]

    while start < whole:
        notes = _notes(source, start, whole)
        stop = max((s for s in notes if s <= start + BATCH), default=min(notes))
        while stop < whole and parse_payload(unseal(leaf(stop)).payload).kind == "refusal":
            notes |= _notes(source, stop, whole)
            stop = min(s for s in notes if s > stop)
        leaves = [leaf(index) for index in range(start, stop)]
        handed = {
            index: each
            for at in range(start, stop, handing.ENTRIES)
            for index, each in source.values(at, min(at + handing.ENTRIES, stop)).items()
        }
        yield Batch(start, leaves, handed, [notes[s] for s in sorted(notes) if s <= stop])
        start = stop


def _notes(source: Source, beyond: int, whole: int) -> dict[int, str]:
    """Give the next checkpoints by size; Broken `checkpoint-missing` where the source has none that it shows."""
    found = {cp.parse(note).size: note for note in source.checkpoints(beyond)}
    notes = {size: note for size, note in found.items() if beyond < size <= whole}
    if not notes:
        raise NotFound("checkpoint-missing", say("there is no checkpoint at {size} entries", size=whole))
    return notes


def _here(connection: Connection, batch: Batch) -> set[str]:
    return record.held_files(connection, {name for h in batch.handed.values() for name in h.files})


def _files(source: Source, batch: Batch, have: Collection[str]) -> dict[str, bytes]:
    """Fetch the files that a batch names and that are not here.

    Broken `file-changed`; `file-withheld` where an agreement or a run's output is not handed over, without which the
    book cannot be made.
    """
    found: dict[str, bytes] = {}
    for index, handed in batch.handed.items():
        for name in handed.files:
            if name not in have and name not in found:
                found[name] = _file(source, index, name)
    for index, leaf in enumerate(batch.leaves, batch.start):
        listed = batch.handed.get(index)
        needed = parse_payload(unseal(leaf).payload).open.get("agreement")
        outputs = disclosure.read(listed.told).get("output") if listed else None
        for each in (needed, outputs):
            if isinstance(each, str) and (listed is None or each not in listed.files):
                raise Broken(
                    "file-withheld",
                    say("entry {index} names a file that is not handed over", index=str(index)),
                    hint=say("ask another mirror"),
                )
    return found


def _lines_since(engine: Engine, source: Source, size: int) -> None:
    """Keep what cosigners have signed since, of checkpoints that are here: from the last that is final on."""
    with read(engine) as connection:
        log = cp.parse(record.last_checkpoint(connection)).log
        stands = gather.standing(connection, log)
    at = max(stands.final - 1, 0)
    while stands.policy is not None and at < size:
        notes = {cp.parse(n).size: n for n in source.checkpoints(at)}
        with write(engine) as connection:
            for each, note in notes.items():
                mine = record.last_checkpoint(connection, each)
                if each <= size and cp.parse(mine) == cp.parse(note):
                    keep_lines(connection, note, stands.register)
        at = max(notes, default=size)


def _opened(engine: Engine, source: Source) -> int:
    """Take in values that were opened to this mirror after their entries had come; say how many.

    Asked for are those of entries that releases reach and of which a value is not here.
    """
    with read(engine) as connection:
        gone = {d for e in erasing.erasures(connection) for d in e.digests}
        lacking = [i for i in handing.reached(connection) if _lacking(connection, i) - gone]
    handed = {i: each for i in lacking for i, each in source.values(i, i + 1).items()}
    new = 0
    with write(engine) as connection:
        for index, each in handed.items():
            new += _tell(connection, source, index, each, gone)
        if new:
            migrate.remake_projected(connection)
            project_all(connection, connection)
    return new


def _lacking(connection: Connection, index: int) -> set[str]:
    """Give the digests in an entry of which the value is not here."""
    leaf = record.leaf(connection, index)
    digests = parse_payload(unseal(leaf).payload).digests if leaf else []
    return set(digests) - {disclosure.digest(d) for d in disclosure.split(record.told(connection, index))}


def _tell(connection: Connection, source: Source, index: int, handed: Handed, gone: Collection[str]) -> int:
    """Put values beside their entry, each checked against it; say how many are new."""
    lacking = _lacking(connection, index) - set(gone)
    held = disclosure.split(record.told(connection, index))
    new = [d for d in disclosure.split(handed.told) if d not in held]
    if any(disclosure.digest(d) not in lacking for d in new):
        raise Broken("disclosure-foreign", say("a value beside an entry does not match a digest in it"))
    record.tell(connection, index, "~".join((*held, *new)))
    have = record.held_files(connection, handed.files)
    for name in set(handed.files) - have:
        record.put_files(connection, {name: _file(source, index, name)})
    return len(new)


def _file(source: Source, index: int, name: str) -> bytes:
    """Fetch a file; Broken `file-changed`."""
    data = source.file(index, name)
    if sha256_hex(data) != name:
        raise Broken("file-changed", say("the file {name} is not what its hash says", name=name[:12]))
    return data
