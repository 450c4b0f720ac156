"""Take a batch of entries into a mirror's book, after checking all of it that can be checked.

The entries give the root that the log's key signed at each checkpoint in the batch, on top of the tree that the book
holds: so a batch cannot contradict what came before it. Each entry has its one form, its signatures hold, by keys that
stood then and are of the kind's role; its references are true; each value is what a digest in it says. Cosignatures
hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement import repo as agreement
from holdfire.db.bulk import insert
from holdfire.errors import Broken, Conflict
from holdfire.mirror import repo as mirror
from holdfire.projecting import KINDS, moment, project, read_entries
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, repo, tree
from holdfire.record import note as notes
from holdfire.record import parcel as parcels
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.examine import examine
from holdfire.record.intact import Intact, begin
from holdfire.record.intact import take as take_in
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from holdfire.mirror.handing import Handed
    from holdfire.record.register import Register

ROLES = {k.name: k.role for k in KINDS.values()}


class Batch(NamedTuple):
    """Entries that follow one another, what is handed over with them, and the checkpoints within and at their end."""

    start: int
    leaves: Sequence[bytes]
    handed: Mapping[int, Handed]
    notes: Sequence[str]

    @property
    def stop(self) -> int:
        """The size of the log after it."""
        return self.start + len(self.leaves)


class _Hashes:
    """Leaf hashes end to end, of the book's tree and of a batch on top of it."""

    def __init__(self, connection: Connection, start: int, new: bytes) -> None:
        self.get, self.start, self.new = repo.reader(connection), start, new

    def __getitem__(self, part: slice) -> bytes:
        index = part.start // tree.HASH
        if index >= self.start:
            at = (index - self.start) * tree.HASH
            return self.new[at : at + tree.HASH]
        number, offset = divmod(index, tree.WIDTH)
        return self.get(0, number)[offset * tree.HASH : (offset + 1) * tree.HASH]


def take(connection: Connection, batch: Batch) -> None:
    """Check a batch and append it, in the caller's transaction; Broken with the code of what does not hold.

    Conflict `book-busy` where the book has grown meanwhile.
    """
    start = repo.size(connection)
    if start != batch.start:
        raise Conflict("book-busy", say("another program is writing to the book"), hint=say("try again"))
    hashes = [tree.leaf_hash(leaf) for leaf in batch.leaves]
    roots = _roots(connection, start, hashes)
    for note in batch.notes:
        demand_root(cp.parse(note), roots)
    own = _own(connection, batch)
    stored = [
        repo.Stored(i, leaf, own[i].disclosures if i in own else _told(batch, i))
        for i, leaf in enumerate(batch.leaves, start)
    ]
    register = _examined(connection, stored, hashes)
    for note in batch.notes:
        demand_signed(note, register, roots)
    insert(connection, repo.entry, [{"idx": s.index, "leaf": s.leaf} for s in stored])
    told = [{"idx": s.index, "disclosures": s.disclosures} for s in stored if s.disclosures]
    insert(connection, repo.disclosure, told)
    repo.put_files(connection, {sha256_hex(f): f for parcel in own.values() for f in parcel.files})
    repo.put_tiles(connection, start, hashes)
    for note in batch.notes:
        row = {"size": cp.parse(note).size, "note": _by_log(note, register)}
        connection.execute(repo.checkpoint.insert(), row)
        keep_lines(connection, note, register)
    before = moment(connection, start)
    project(connection, list(read_entries(stored, before)))
    for index, parcel in own.items():
        mirror.settle(connection, sha256_hex(parcel.payload), index)


def _told(batch: Batch, index: int) -> str:
    return batch.handed[index].told if index in batch.handed else ""


def _roots(connection: Connection, start: int, hashes: Sequence[bytes]) -> dict[int, bytes]:
    """Give the root at every size that the batch brings the tree to."""
    grown, roots = tree.frontier(start, repo.reader(connection)), dict[int, bytes]()
    for each in hashes:
        grown.add(each)
        roots[grown.size] = grown.root()
    return roots


def _own(connection: Connection, batch: Batch) -> dict[int, parcels.Parcel]:
    """Find the entries that were signed here: their values and files are here already."""
    waits = {w.sha256 for w in mirror.waiting(connection)}
    if not waits:
        return {}
    said = {i: sha256_hex(unseal(leaf).payload) for i, leaf in enumerate(batch.leaves, batch.start)}
    return {i: parcels.parse(mirror.parcel(connection, s)) for i, s in said.items() if s in waits}


def _examined(connection: Connection, stored: Sequence[repo.Stored], hashes: Sequence[bytes]) -> Register:
    """Check entries, and give the register as it stands after them."""
    start, stop = stored[0].index, stored[-1].index + 1
    if start == 0:
        out = begin(stored[0].leaf, stop)
    else:
        log = parse_payload(unseal(repo.leaf(connection, 0) or b"").payload).log
        out = Intact(log=log, register=agreement.register(connection, log))
    known = {k: term.key for k, term in out.register.terms.items()}
    part = examine(stored, start, stop, out.log, known)
    take_in(part, out, _Hashes(connection, start, b"".join(hashes)), ROLES)
    return out.register


def demand_signed(note: str, register: Register, roots: Mapping[int, bytes]) -> None:
    """Refuse a checkpoint that the log did not sign, or whose root the entries do not give.

    Broken `checkpoint-forged`, `root-differs`.
    """
    point = cp.parse(note)
    keys = register.log_keys(point.size)
    if point.log != register.log or not any(cp.signed_by(note, cp.vkey(point.log, k), k) for k in keys):
        raise Broken(
            "checkpoint-forged",
            say("the checkpoint at {size} is not signed by a key of the log", size=point.size),
        )
    demand_root(point, roots)


def demand_root(point: cp.Checkpoint, roots: Mapping[int, bytes]) -> None:
    """Refuse a checkpoint whose root the entries do not give; Broken `root-differs`."""
    if roots.get(point.size) != point.root:
        raise Broken(
            "root-differs",
            say("the entries do not give the root that was signed at {size}", size=point.size),
            hint=say("an entry up to there was changed, reordered or replaced"),
        )


def _by_log(note: str, register: Register) -> str:
    """Give the checkpoint with the log's own lines alone: cosignatures are kept beside it."""
    parsed = notes.parse(note)
    vkeys = [cp.vkey(register.log, k) for k in register.log_keys(cp.parse(note).size)]
    return str(notes.Note(parsed.text, tuple(x for x in parsed.lines if any(v.made(x) for v in vkeys))))


def keep_lines(connection: Connection, note: str, register: Register) -> None:
    """Keep the cosignatures under a checkpoint, by whom any policy knows; Broken `cosignature-forged`."""
    size = cp.parse(note).size
    cosigners = {v.key_id: v for enacted in register.policies for v in enacted.policy.vkeys}
    for line, cosigner, holds in cosig.read(notes.parse(note), cosigners.values()):
        if not holds:
            raise cosigned.forged(size)
        cosigned.put(connection, size, cosigner.key_id, cosig.time_of(line), str(line))
