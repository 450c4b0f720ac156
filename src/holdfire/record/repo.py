"""The record's tables, and the only way in: `append`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, Text, bindparam, delete, func, select, tuple_

from holdfire.db.bulk import insert
from holdfire.db.reads import Read
from holdfire.db.schema import Index, Key, kept, projected
from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record import tree
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Select

    from holdfire.record.keys import PrivateKey

entry = kept("entry", Column("idx", Index, primary_key=True), Column("leaf", LargeBinary, nullable=False))
disclosure = kept(
    "disclosure", Column("idx", Index, primary_key=True), Column("disclosures", Text, nullable=False)
)
checkpoint = kept("checkpoint", Column("size", Index, primary_key=True), Column("note", Text, nullable=False))
file = kept("file", Column("sha256", Key, primary_key=True), Column("content", LargeBinary, nullable=False))
tile = projected(
    "tile",
    Column("level", Index, primary_key=True),
    Column("number", Index, primary_key=True),
    Column("hashes", Key, nullable=False),
)
said = projected(
    "said",
    Column("sha256", Key, primary_key=True),
    Column("idx", Index, primary_key=True, autoincrement=False),
)
"""What was signed, by the hash of the payload: nobody enters it again under other signatures."""

PAGE = 2000


class Stored(msgspec.Struct, frozen=True):
    """An entry as it lies in the book: index, leaf bytes, disclosures joined by `~` (empty: none are held)."""

    index: int
    leaf: bytes
    disclosures: str


def size(connection: Connection) -> int:
    """How many entries the log has."""
    return int(connection.execute(select(func.coalesce(func.max(entry.c.idx) + 1, 0))).scalar_one())


def append(
    connection: Connection, log: str, leaves: Sequence[tuple[bytes, str]], key: PrivateKey
) -> list[tuple[int, bytes]]:
    """Append (leaf, disclosures) pairs, grow the tree and sign the new checkpoint, in the caller's transaction.

    Returns each entry's index and leaf hash. Broken `checkpoint-behind` if the last checkpoint is not the log's,
    `tile-false` if the tiles do not give the root that it signed: what is appended then would sign a false root.
    """
    start = size(connection)
    demand_covered(connection, start)
    grown = demand_root(connection, start)
    insert(connection, entry, [{"idx": start + i, "leaf": leaf} for i, (leaf, _) in enumerate(leaves)])
    told = [{"idx": start + i, "disclosures": d} for i, (_, d) in enumerate(leaves) if d]
    insert(connection, disclosure, told)
    hashes = [tree.leaf_hash(leaf) for leaf, _ in leaves]
    put_tiles(connection, start, hashes)
    for each in hashes:
        grown.add(each)
    note = cp.sign(cp.Checkpoint(log, grown.size, grown.root()), key)
    connection.execute(checkpoint.insert(), {"size": grown.size, "note": note})
    return [(start + i, h) for i, h in enumerate(hashes)]


def demand_covered(connection: Connection, log_size: int) -> None:
    """Refuse to append to a log whose last checkpoint is of another size: entries were removed or slipped in."""
    signed = connection.execute(select(func.coalesce(func.max(checkpoint.c.size), 0))).scalar_one()
    if signed != log_size:
        raise Broken(
            "checkpoint-behind",
            say(
                "the log has {log_size} entries, its last checkpoint says {signed}",
                log_size=log_size,
                signed=signed,
            ),
            hint=say("`holdfire check` says what does not hold; do not append to this copy"),
        )


def demand_root(connection: Connection, log_size: int) -> tree.Frontier:
    """Give the tree that the tiles hold; refuse to let it grow if that has not the root of the last checkpoint."""
    found = tree.frontier(log_size, reader(connection))
    if log_size and found.root() != cp.parse(last_checkpoint(connection)).root:
        raise Broken(
            "tile-false",
            say("the tiles do not give the root that was signed last"),
            hint=say("`holdfire check` says what does not hold; `holdfire rebuild` makes the tiles again"),
        )
    return found


def put_tiles(connection: Connection, start: int, hashes: Sequence[bytes]) -> None:
    """Write the tiles that appending these leaf hashes at `start` makes or completes."""
    made = list(tree.grow(start, hashes, lambda level, number: get_tile(connection, level, number)))
    here = (tile.c.level == bindparam("l")) & (tile.c.number == bindparam("n"))
    connection.execute(delete(tile).where(here), [{"l": level, "n": number} for level, number, _ in made])
    rows = [{"level": level, "number": number, "hashes": h.hex()} for level, number, h in made]
    connection.execute(tile.insert(), rows)


def put_said(connection: Connection, payloads: Sequence[tuple[str, int]]) -> None:
    """Note what was signed: the SHA-256 of each payload, hexadecimal, and its entry."""
    insert(connection, said, [{"sha256": sha256, "idx": index} for sha256, index in payloads])


def was_said(connection: Connection, sha256: str) -> bool:
    """Tell whether a payload of this SHA-256 (hexadecimal) is in the record; not of reports and tallies."""
    return connection.execute(select(said.c.idx).where(said.c.sha256 == sha256)).first() is not None


_TILE = select(tile.c.hashes).where((tile.c.level == bindparam("l")) & (tile.c.number == bindparam("n")))


def get_tile(connection: Connection, level: int, number: int) -> bytes:
    """Read one tile; Broken `tile-missing`."""
    found = _hashes(connection.execute(_TILE, {"l": level, "n": number}).scalar())
    if not found:
        raise Broken(
            "tile-missing",
            say("tile {level}/{number} is not in the book", level=level, number=number),
            hint=say("`holdfire rebuild` makes it"),
        )
    return found


def reader(connection: Connection, size: int = 0, index: int = 0) -> Callable[[int, int], bytes]:
    """Read tiles, each once: for one look at the tree as it is now.

    With a size and an index, what proofs of that entry or of growth from there need comes in one query.
    """
    wanted = {
        (level, number)
        for level in range(-(-size.bit_length() // 8))
        for number in (index >> 8 * (level + 1), ((size >> 8 * level) - 1) >> 8)
    }
    held: dict[tuple[int, int], bytes] = {}
    if wanted:
        query = select(tile).where(tuple_(tile.c.level, tile.c.number).in_(wanted))
        held = {(r.level, r.number): _hashes(r.hashes) for r in connection.execute(query)}

    def get(level: int, number: int) -> bytes:
        if not held.get((level, number)):
            held[level, number] = get_tile(connection, level, number)
        return held[level, number]

    return get


def _hashes(value: object) -> bytes:
    """Read a tile's column; nothing where it holds no hexadecimal text."""
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""


def _bytes(value: object) -> bytes:
    """Read a column of bytes. SQLite lets anybody put something else there: that too becomes bytes, false ones."""
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def tiles(connection: Connection) -> dict[tuple[int, int], bytes]:
    """Read every tile: {(level, number): hashes}."""
    rows = connection.execute(select(tile))
    return {(r.level, r.number): _hashes(r.hashes) for r in rows}


_entries = (
    select(entry.c.idx, entry.c.leaf, func.coalesce(disclosure.c.disclosures, ""))
    .outerjoin(disclosure, disclosure.c.idx == entry.c.idx)
    .order_by(entry.c.idx)
)


def entries(connection: Connection, start: int = 0, stop: int | None = None) -> Iterator[list[Stored]]:
    """Yield pages of entries in order, from `start` up to and without `stop`; memory stays flat."""
    query = _entries if stop is None else _entries.where(entry.c.idx < stop)
    while page := list(_read(connection, query.where(entry.c.idx >= start).limit(PAGE))):
        yield page
        start = page[-1].index + 1


def stretch(connection: Connection, start: int, stop: int) -> Iterator[Stored]:
    """Yield the entries from `start` up to and without `stop`, in order, as they come from the database."""
    return _read(connection, _entries.where(entry.c.idx >= start, entry.c.idx < stop))


def _read(connection: Connection, query: Select[Any]) -> Iterator[Stored]:
    return (Stored(index, _bytes(leaf), str(told)) for index, leaf, told in connection.execute(query))


def outside(connection: Connection, size: int) -> int | None:
    """Find values beside no entry of a log that has every entry below `size`: the least such index, or None."""
    for where in (disclosure.c.idx < 0, disclosure.c.idx >= size):
        found = connection.execute(select(func.min(disclosure.c.idx)).where(where)).scalar()
        if found is not None:
            return int(found)
    return None


def leaf(connection: Connection, index: int) -> bytes | None:
    """Read one entry's bytes, or None."""
    found = connection.execute(select(entry.c.leaf).where(entry.c.idx == index)).scalar()
    return _bytes(found) if found is not None else None


def checkpoints(connection: Connection) -> Iterator[tuple[int, str]]:
    """Yield every signed checkpoint: (size, note), by size."""
    for row in connection.execute(select(checkpoint).order_by(checkpoint.c.size)):
        yield row.size, str(row.note)


def last_checkpoint(connection: Connection, at: int | None = None) -> str:
    """Read the newest checkpoint, or the newest no larger than `at`; empty in an empty book."""
    query = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
    if at is not None:
        query = query.where(checkpoint.c.size <= at)
    return str(connection.execute(query).scalar() or "")


def checkpoint_after(connection: Connection, size: int) -> int:
    """Give the size of the first checkpoint larger than a size; 0: there is none."""
    query = select(func.coalesce(func.min(checkpoint.c.size), 0)).where(checkpoint.c.size > size)
    return int(connection.execute(query).scalar_one())


def put_files(connection: Connection, files: Mapping[str, bytes]) -> None:
    """Keep files by their SHA-256 (hex); one that is there already stays."""
    query = select(file.c.sha256).where(file.c.sha256.in_(list(files)))
    held = set(connection.execute(query).scalars()) if files else set()
    rows = [{"sha256": n, "content": content} for n, content in files.items() if n not in held]
    insert(connection, file, rows)


_FILE = Read(lambda _at: select(file.c.content).where(file.c.sha256 == bindparam("sha256")))


def get_file(connection: Connection, sha256: str) -> bytes | None:
    """Read a file by its hash, or None where this holder has not got it."""
    found = _FILE(connection, sha256=sha256).scalar()
    return _bytes(found) if found is not None else None


def files(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Yield every file, in no order, a few at a time: (SHA-256 it goes under, bytes)."""
    query = select(file.c.sha256, file.c.content).execution_options(yield_per=200)
    for name, content in connection.execute(query):
        yield name, _bytes(content)


def told(connection: Connection, index: int) -> str:
    """Read the disclosures of an entry that are held here, joined by `~`; empty where none is."""
    return str(
        connection.execute(select(disclosure.c.disclosures).where(disclosure.c.idx == index)).scalar() or ""
    )


def tell(connection: Connection, index: int, joined: str) -> None:
    """Put the disclosures of an entry in the place of those held; with none, nothing is held any more.

    Whoever calls this checks them against the entry's digests, and makes the projected tables again.
    """
    connection.execute(delete(disclosure).where(disclosure.c.idx == index))
    if joined:
        connection.execute(disclosure.insert(), {"idx": index, "disclosures": joined})


def drop_files(connection: Connection, names: Iterable[str]) -> None:
    """Delete files by their SHA-256 (hexadecimal)."""
    for name in names:
        connection.execute(delete(file).where(file.c.sha256 == name))


def held_files(connection: Connection, names: Iterable[str]) -> set[str]:
    """Say which of these files are held, by their SHA-256 (hexadecimal)."""
    return {n for n in names if connection.execute(select(file.c.sha256).where(file.c.sha256 == n)).first()}
