"""A book: one mechanism's data. Opens it, submits, rebuilds, checks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from holdfire.agreement import entries as agreement_entries
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.load import load
from holdfire.agreement.signers import demand_registered, own_keys, standing
from holdfire.casework import entries as casework_entries
from holdfire.db import dump, migrate
from holdfire.db.engine import is_server, open_engine, read, write
from holdfire.errors import BadInput, Broken, Conflict
from holdfire.mirror import outgoing
from holdfire.mirror import repo as mirror
from holdfire.mirror.exchanging import Desk, entered
from holdfire.mirror.taking import demand_signed
from holdfire.projecting import KINDS, moment, project, project_all, read_entry
from holdfire.record import check as record_check
from holdfire.record import checkpoint as cp
from holdfire.record import disclosure, mark, repo, tree
from holdfire.record import parcel as parcels
from holdfire.record.checkpoint import demand_name
from holdfire.record.encoding import b64url, sha256_hex
from holdfire.record.envelope import Payload, Ref, encode_payload, parse_payload, seal, unseal
from holdfire.record.keys import PrivateKey, Role
from holdfire.record.kinds import Draft, Entry, Moment
from holdfire.reports.intake import demand_new
from holdfire.words import say

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from holdfire.record.intact import Intact
    from holdfire.record.keyring import KeyRing

Clock = Callable[[], int]
Build = Callable[[Connection], Sequence[Draft]]


def now() -> int:
    """Read the wall clock, UTC microseconds."""
    return time.time_ns() // 1000


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry went: its index, and its leaf hash (base64url)."""

    index: int
    leaf: str


class Book:
    """An open book. `keys` are the private keys at hand; reading needs none."""

    def __init__(self, url: str, keys: KeyRing | None = None, clock: Clock = now) -> None:
        self.url, self.keys, self.clock = url, keys, clock
        self.engine: Engine = open_engine(url)
        try:
            with self.reading() as connection:
                migrate.demand_current(connection)
                self.log = _log_name(connection)
        except BaseException:
            self.engine.dispose()
            raise

    @classmethod
    def create(
        cls,
        url: str,
        agreement: bytes,
        keys: KeyRing,
        *,
        log: str = "",
        clock: Clock = now,
        threshold: int = 0,
        passphrase: str = "",
    ) -> Book:
        """Make a book over an agreement's file, with every key in the ring registered in entry 0.

        The log's and the intake's keys are made if the ring has none, and sealed with the passphrase. With a threshold
        the root keys in the ring make a root register. Nothing is left behind on an error.
        """
        name = load(agreement, "agreement").id
        log_key = keys.ensure(Role.LOG, "log", passphrase)
        keys.ensure(Role.INTAKE, "intake", passphrase)
        log = demand_name(log or f"{name}/{log_key.public.key_id[:8]}")
        engine = open_engine(url, create=not is_server(url))
        try:
            with write(engine) as connection:
                migrate.create(connection)
                if repo.size(connection):
                    raise Conflict(
                        "book-exists",
                        say("there is a book in this database already"),
                        hint=say("name another one"),
                    )
                digest = sha256_hex(agreement)
                draft = agreement_entries.log(log, digest, keys.public(), threshold)
                draft = Draft(draft.kind, draft.open, files={digest: agreement})
                _append(connection, log, [draft], [log_key], log_key, clock())
                note = repo.last_checkpoint(connection)
            mark.keep(keys.folder, log, note)
        except BaseException:
            engine.dispose()
            if not is_server(url):
                Path(url).unlink(missing_ok=True)
            raise
        engine.dispose()
        return cls(url, keys, clock)

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a view of one state of the book."""
        return read(self.engine)

    def submit(self, build: Build, *signers: PrivateKey) -> list[Receipt]:
        """Append and project what `build` drafts, in one transaction; `build` sees the state it is added to.

        Every key signs the same bytes. Refused `key-unregistered`, `key-role`; whatever `build` raises. Nothing is
        written unless all is. In a mirror's book it is signed here and sent to the log, as `entered` says; Refused
        `mirror-log`, `mirror-run`, `mirror-together`.
        """
        with write(self.engine) as connection:
            mirrored = mirror.origin(connection) is not None
            log_key = None if mirrored else self._log_key_to_append(connection)
            drafts = list(build(connection))
            if not drafts:
                return []
            ids = [s.public.key_id for s in signers]
            demand_registered(connection, ids, {draft.kind: KINDS[draft.kind].role for draft in drafts})
            if log_key is not None:
                done = _append(connection, self.log, drafts, signers, log_key, self.clock())
                note = repo.last_checkpoint(connection)
            else:
                put = [self._put(connection, draft, signers) for draft in drafts]
        if log_key is None:
            return self._sent(put)
        self._mark(note)
        return done

    def take(self, parcel: parcels.Parcel) -> Receipt:
        """Append and project an entry that was signed elsewhere, after a tick of this log's own clock.

        The rules judge it by the time of the tick, not by what it says of itself. Refused `log-foreign`,
        `clock-ahead`, `reference-false` where it was not made for this log as it stands; `signature-forged`,
        `key-unregistered`, `key-role`, `signatures-none`. Conflict `entry-there`, `report-there`, `report-other`. A
        mirror's book keeps it and sends it to the log.
        """
        with write(self.engine) as connection:
            mirrored = mirror.origin(connection) is not None
            log_key = None if mirrored else self._log_key_to_append(connection)
            leaf = self._sealed(connection, parcel)
            if log_key is None:
                put = [outgoing.put(connection, parcel, self.clock())]
            else:
                repo.put_files(connection, {sha256_hex(data): data for data in parcel.files})
                tick = agreement_entries.tick()
                _append(connection, self.log, [tick], [log_key], log_key, self.clock())
                done = _add(connection, self.log, [(leaf, parcel.disclosures)], log_key)
                note = repo.last_checkpoint(connection)
        if log_key is None:
            return self._sent(put)[0]
        self._mark(note)
        return done[0]

    def _sealed(self, connection: Connection, parcel: parcels.Parcel) -> bytes:
        """Make the leaf of a parcel that fits this log as it stands, and that it does not have yet."""
        parcels.demand_fitting(parcel, self.log, self.clock(), partial(repo.leaf, connection))
        payload, itself = parcel.read(), own_keys(parcel.read())
        leaf = parcels.seal(parcel, {**itself, **agreement_repo.public_keys(connection)})
        signers = [s.key_id for s in parcel.signatures]
        roles = {payload.kind: KINDS[payload.kind].role if payload.kind in KINDS else None}
        demand_registered(connection, signers, roles, {i: k.role for i, k in itself.items()})
        if repo.was_said(connection, sha256_hex(parcel.payload)):
            raise Conflict("entry-there", say("that entry is in the record already"))
        demand_new(connection, payload.kind, parcel.fields(), payload.refs)
        return leaf

    def _log_key_to_append(self, connection: Connection) -> PrivateKey:
        """Load the log's key, where this book has all that it signed; NotFound `key-missing`, and as `mark` refuses."""
        key = self.log_key(connection)
        assert self.keys is not None
        mark.demand_newest(connection, self.keys.folder, self.log)
        return key

    def _mark(self, note: str) -> None:
        assert self.keys is not None
        mark.keep(self.keys.folder, self.log, note)

    def _put(self, connection: Connection, draft: Draft, signers: Sequence[PrivateKey]) -> str:
        """Sign an entry at a mirror's desk and keep it until the log has it."""
        _demand_declared(draft)
        size = repo.size(connection)
        outgoing.demand_sendable(draft, KINDS[draft.kind].role, size)
        refs = tuple(_ref(connection, self.log, index, (), size) for index in draft.refs)
        parcel = outgoing.signed(draft, self.log, refs, signers, self.clock())
        return outgoing.put(connection, parcel, self.clock())

    def _sent(self, put: Sequence[str]) -> list[Receipt]:
        """Send what waits, fetch what the log has more, and give the receipts of these; as `exchanging.entered`."""
        done = entered(self.desk(), put)
        with self.reading() as connection:
            return [Receipt(i, b64url(tree.leaf_hash(repo.leaf(connection, i) or b""))) for i in done]

    def desk(self) -> Desk:
        """Give what a mirror's exchange with its log needs."""
        return Desk(self.engine, self.clock, self.mirror_key())

    def origin(self) -> mirror.Origin | None:
        """Say of what log this book is a mirror; None: it keeps the log itself."""
        with self.reading() as connection:
            return mirror.origin(connection)

    def mirror_key(self) -> PrivateKey | None:
        """Load the mirror's key that is here, if one is."""
        if self.keys is None or not any(self.keys.folder.glob(f"*.{Role.MIRROR.value}.key")):
            return None
        return self.keys.only(Role.MIRROR)

    def hear(self, note: str) -> None:
        """Take note of a checkpoint that somebody shows: one that this log's key signed and that is not here.

        Then nothing is appended until it is. Broken `checkpoint-forged`.
        """
        with self.reading() as connection:
            if mirror.origin(connection) is not None or self.keys is None:
                return
            register, point = agreement_repo.register(connection, self.log), cp.parse(note)
            demand_signed(note, register, {point.size: point.root})
        mark.keep(self.keys.folder, self.log, note)

    def resume(self) -> None:
        """Let the log's key sign on from what the book holds; Conflict `log-behind`, Broken `log-forked`."""
        assert self.keys is not None
        with self.reading() as connection:
            note = repo.last_checkpoint(connection)
            if mark.read(self.keys.folder, self.log):
                mark.demand_newest(connection, self.keys.folder, self.log)
        self._mark(note)

    def request(self, build: Build) -> parcels.Parcel:
        """Draft one entry for others to sign, and append nothing; whatever `build` raises."""
        with self.reading() as connection:
            (drafted,) = build(connection)
            _demand_declared(drafted)
            refs = tuple(
                _ref(connection, self.log, index, (), repo.size(connection)) for index in drafted.refs
            )
            digests, joined = disclosure.close(drafted.closed)
            payload = Payload(drafted.kind, self.log, self.clock(), refs, dict(drafted.open), digests)
            return parcels.Parcel(encode_payload(payload), joined, (), tuple(drafted.files.values()))

    def log_key(self, connection: Connection) -> PrivateKey:
        """Load the log's key that stands; NotFound `key-missing`."""
        assert self.keys is not None
        return self.keys.only(Role.LOG, standing(connection, Role.LOG))

    def size(self) -> int:
        """How many entries the log has."""
        with self.reading() as connection:
            return repo.size(connection)

    def rebuild(self, progress: Callable[[int, int], None] = lambda _d, _a: None) -> None:
        """Make every projected table again from entries, disclosures and run outputs, in one transaction."""
        with write(self.engine) as connection:
            migrate.remake_projected(connection)
            project_all(connection, connection, progress)

    def check(
        self, *, workers: int | None = None, progress: Callable[[int, int], None] = lambda _d, _a: None
    ) -> Intact:
        """Check the record, then that the projected tables are what it gives; Broken names the first fault."""
        intact = record_check.check(
            self.url, {k.name: k.role for k in KINDS.values()}, workers=workers, progress=progress
        )
        self.check_tables()
        return intact

    def check_tables(self) -> None:
        """Rebuild in memory and compare; Broken `table-differs` names the first table that is not what it should be.

        Broken `refusal-false` names the first act of which the log says otherwise than the rules do.
        """
        with self.reading() as connection, migrate.scratch() as scratch:
            project_all(connection, scratch)
            made, found = dump.digests(scratch), dump.digests(connection)
            casework_entries.demand_judged(scratch)
        for table, digest in sorted(made.items()):
            if found[table] != digest:
                raise Broken(
                    "table-differs",
                    say("the table {table} is not what the entries give", table=table),
                    hint=say("`holdfire rebuild` makes it again; find out who changed it"),
                )


def _log_name(connection: Connection) -> str:
    leaf = repo.leaf(connection, 0)
    if leaf is None:
        raise Broken("log-empty", say("there is no entry 0 in this book"))
    return parse_payload(unseal(leaf).payload).log


def _append(
    connection: Connection,
    log: str,
    drafts: Sequence[Draft],
    signers: Sequence[PrivateKey],
    log_key: PrivateKey,
    at: int,
) -> list[Receipt]:
    start = repo.size(connection)
    at = max(at, moment(connection, start).at)
    leaves: list[tuple[bytes, str]] = []
    said: list[str] = []
    for draft in drafts:
        _demand_declared(draft)
        refs = tuple(_ref(connection, log, index, leaves, start) for index in draft.refs)
        digests, joined = disclosure.close(draft.closed)
        payload = encode_payload(Payload(draft.kind, log, at, refs, dict(draft.open), digests))
        leaves.append((seal(payload, signers), joined))
        said.append(sha256_hex(payload))
    repo.put_files(connection, {name: data for draft in drafts for name, data in draft.files.items()})
    appended = repo.append(connection, log, leaves, log_key)
    ids = tuple(s.public.key_id for s in signers)
    entries = [
        Entry(index, b64url(h), d.kind, log, at, d.refs, d.open, d.closed, 0, ids, at, payload)
        for (index, h), d, payload in zip(appended, drafts, said, strict=True)
    ]
    project(connection, entries)
    _refuse(connection, log, start, log_key, at)
    return [Receipt(e.index, e.leaf) for e in entries]


def _refuse(connection: Connection, log: str, start: int, log_key: PrivateKey, at: int) -> None:
    """Say in the log itself which acts from `start` on do not count, while all that decides it is held."""
    refused = casework_entries.refusals(connection, start)
    if refused:
        _append(connection, log, refused, [log_key], log_key, at)


def _add(
    connection: Connection, log: str, leaves: Sequence[tuple[bytes, str]], log_key: PrivateKey
) -> list[Receipt]:
    """Append leaves that are sealed already, and project them."""
    start = repo.size(connection)
    before = moment(connection, start)
    repo.append(connection, log, leaves, log_key)
    entries = []
    for stored in repo.stretch(connection, start, start + len(leaves)):
        entries.append(read_entry(stored, before))
        before = Moment.of(entries[-1])
    project(connection, entries)
    _refuse(connection, log, start, log_key, before.at)
    return [Receipt(e.index, e.leaf) for e in entries]


def _demand_declared(draft: Draft) -> None:
    kind = KINDS[draft.kind]
    if draft.open.keys() - kind.open.keys() or draft.closed.keys() - kind.closed.keys():
        extra = (draft.open.keys() - kind.open.keys()) | (draft.closed.keys() - kind.closed.keys())
        raise BadInput(
            "field-undeclared",
            say("an entry of kind {kind} has no field {extra}", kind=draft.kind, extra=repr(min(extra))),
        )


def _ref(
    connection: Connection, log: str, index: int, leaves: Sequence[tuple[bytes, str]], start: int
) -> Ref:
    """Refer to an entry of the log, or to one before it in the same batch, which begins at `start`."""
    within = 0 <= index - start < len(leaves)
    leaf = leaves[index - start][0] if within else repo.leaf(connection, index)
    if leaf is None:
        raise BadInput("reference-missing", say("there is no entry {index} to refer to", index=str(index)))
    return Ref(log, index, b64url(tree.leaf_hash(leaf)))
