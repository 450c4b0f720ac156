"""Look for promised reports in a record: a book, a folder of tiles, a log's pages, or the proof of one entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement import repo as agreement
from holdfire.cosign import gather
from holdfire.cosign.compare import is_book
from holdfire.cosign.pull import over_http
from holdfire.db.engine import is_server, open_engine, read
from holdfire.errors import BadInput, Broken, NotFound, Where
from holdfire.mirror.taking import ROLES
from holdfire.projecting import moment
from holdfire.record import check_proof, check_tiles, finality, receipt, repo, tiles
from holdfire.record import checkpoint as cp
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.finality import State
from holdfire.reports import repo as reports
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from holdfire.record.finality import Reached
    from holdfire.record.keys import PublicKey
    from holdfire.record.policy import Policy
    from holdfire.record.register import Register
    from holdfire.reports.promise import Promise


class Looked(NamedTuple):
    """What a record shows of promised reports.

    `found` says at which entry each payload is, `other` at which entry the same original is that somebody else brought
    in. The record then had `size` entries, `at` an instant (UTC microseconds) by the cosigners' clocks, or by the log's
    own where `cosigned` is False. `whole`: all entries were looked at, so that what is not found is not there.
    """

    size: int
    at: int
    cosigned: bool
    whole: bool
    found: dict[str, int]
    other: dict[str, int]


def look(place: str, promise: Promise, policy: Policy | None = None) -> Looked:
    """Look for promised reports at a place.

    Broken `receipt-unregistered` where the log does not know the promise's key as an intake's; BadInput `log-other`;
    NotFound `policy-unnamed` for a proof without the policy that it needs. Whatever a check of tiles or a proof finds.
    """
    if place.startswith(("http://", "https://")):
        fetch = over_http(f"{place.rstrip('/')}/tlog")
        note = fetch("checkpoint")
        if note is None:
            raise NotFound(
                "checkpoint-missing", say("there is no checkpoint in the folder"), where=Where(place)
            )
        return _in_tiles(fetch, note.decode(errors="replace"), promise)
    if is_server(place) or (Path(place).is_file() and is_book(Path(place))):
        return _in_book(place, promise)
    if Path(place).is_dir():
        return _in_tiles(tiles.folder(Path(place)), check_tiles.note_of(Path(place)), promise)
    return _in_proof(Path(place).read_bytes(), promise, policy)


def _in_book(place: str, promise: Promise) -> Looked:
    engine = open_engine(place)
    try:
        with read(engine) as connection:
            size = repo.size(connection)
            log = parse_payload(unseal(repo.leaf(connection, 0) or b"").payload).log
            _demand_registered(promise, agreement.register(connection, log))
            wanted = {r.payload for r in promise.reports}
            every = (s for page in repo.entries(connection) for s in page)
            said = ((sha256_hex(unseal(s.leaf).payload), s.index) for s in every)
            found = {sha256: index for sha256, index in said if sha256 in wanted}
            reached = gather.standing(connection, log).reached
            at, by = _seen(reached, size, moment(connection, size).at)
            return Looked(size, at, by, True, found, _others(connection, promise, found))
    finally:
        engine.dispose()


def _others(connection: Connection, promise: Promise, found: dict[str, int]) -> dict[str, int]:
    """Find the same originals that another intake brought in, as far as their hashes are held here."""
    left = {r.sha256: r.payload for r in promise.reports if r.payload not in found and r.sha256}
    return {left[sha256]: entry for sha256, entry in reports.by_original(connection, left).items()}


def _in_tiles(fetch: tiles.Fetch, note: str, promise: Promise) -> Looked:
    if cp.parse(note).log != promise.log:
        raise _other_log(promise.log, cp.parse(note).log)
    wanted, found = {r.payload for r in promise.reports}, dict[str, int]()

    def see(index: int, leaf: bytes) -> None:
        sha256 = sha256_hex(unseal(leaf).payload)
        if sha256 in wanted:
            found[sha256] = index

    out = check_tiles.check_fetched(fetch, note, ROLES, look=see)
    _demand_registered(promise, out.register)
    at, by = _seen(out.reached, out.size, finality.logged(out.times)[-1])
    return Looked(out.size, at, by, True, found, {})


def _in_proof(data: bytes, promise: Promise, policy: Policy | None) -> Looked:
    if not receipt.is_receipt(data):
        raise BadInput("place-unknown", say("this is no book, no folder of tiles and no proof"))
    if policy is None:
        raise NotFound(
            "policy-unnamed",
            say("a proof shows nothing without the policy that says whose signatures count"),
            hint=say("--policy FILE; get it from somebody whom you trust"),
        )
    proof = receipt.parse(data.decode(errors="replace"))
    extra = receipt.unpack(proof.extra)
    shown = check_proof.check(proof, policy, extra)
    if shown.payload.log != promise.log:
        raise _other_log(promise.log, shown.payload.log)
    _demand_known(promise, shown.signers)
    sha256 = sha256_hex(unseal(extra.leaf).payload)
    found = {sha256: shown.index} if sha256 in {r.payload for r in promise.reports} else {}
    return Looked(shown.size, shown.since * 1_000_000, bool(shown.since), False, found, {})


def _seen(reached: Iterable[Reached], size: int, logged: int) -> tuple[int, bool]:
    """Say when the record had no more than its entries: by a quorum of cosigners at that size, else by the log."""
    bounds = [r.bound for r in reached if r.state is State.FINAL and r.size == size]
    return (max(bounds) * 1_000_000, True) if bounds else (logged, False)


def _demand_registered(promise: Promise, register: Register) -> None:
    if register.log != promise.log:
        raise _other_log(promise.log, register.log)
    _demand_known(promise, [t.key for t in register.terms.values()])


def _demand_known(promise: Promise, keys: Iterable[PublicKey]) -> None:
    known = {k.key_id: k for k in keys}.get(promise.key.key_id)
    if known is None or (known.role, known.actor) != (promise.key.role, promise.key.actor):
        raise Broken(
            "receipt-unregistered",
            say("the log has registered no such key for an intake of that name"),
            hint=say("whoever made this receipt promised in a name that is not theirs"),
        )


def _other_log(one: str, other: str) -> BadInput:
    return BadInput(
        "log-other", say("they are of two logs, {one} and {other}", one=repr(one), other=repr(other))
    )
