"""What is signed at a mirror's desk: kept until the log has it, and sent there, in the order in which it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.db.engine import read, write
from holdfire.errors import HoldfireError, Refused
from holdfire.mirror import repo
from holdfire.record import disclosure
from holdfire.record import parcel as parcels
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import Payload, encode_payload
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

    from holdfire.mirror.source import Remote
    from holdfire.record.envelope import Ref
    from holdfire.record.keys import PrivateKey
    from holdfire.record.kinds import Draft


def demand_sendable(draft: Draft, role: Role, size: int) -> None:
    """Refuse what cannot be signed at a mirror's desk: Refused `mirror-log`, `mirror-run`, `mirror-together`."""
    if role is Role.LOG:
        raise Refused("mirror-log", say("the log's own entries are made where the log is kept"))
    if "output" in draft.closed:
        raise Refused(
            "mirror-run",
            say("machines run where the log is kept, over all that came in"),
            hint=say("its host runs it"),
        )
    if any(index >= size for index in draft.refs):
        raise Refused(
            "mirror-together",
            say("one of these entries refers to another that the log has not numbered yet"),
            hint=say("send the first, then make the second"),
        )


def signed(
    draft: Draft, log: str, refs: tuple[Ref, ...], signers: Sequence[PrivateKey], at: int
) -> parcels.Parcel:
    """Draft an entry and sign it, as a parcel that can be sent."""
    digests, joined = disclosure.close(draft.closed)
    payload = Payload(draft.kind, log, at, refs, dict(draft.open), digests)
    parcel = parcels.Parcel(encode_payload(payload), joined, (), tuple(draft.files.values()))
    for key in signers:
        parcel = parcels.sign(parcel, key)
    return parcel


def put(connection: Connection, parcel: parcels.Parcel, now: int) -> str:
    """Keep a parcel until the log has it; gives the SHA-256 of its payload."""
    sha256 = sha256_hex(parcel.payload)
    repo.put(connection, sha256, parcel.read().kind, parcels.write(parcel), now)
    return sha256


def deliver(engine: Engine, log: Remote, clock: Callable[[], int]) -> None:
    """Send all that waits. What the log says of each is kept; one that it refuses keeps no other back.

    Unavailable `log-silent`, Refused `mirror-unknown`: then all of it goes on waiting, with that as the reason.
    """
    with read(engine) as connection:
        waits = repo.waiting(connection)
    for each in waits:
        with read(engine) as connection:
            data = repo.parcel(connection, each.sha256)
        try:
            answer = log.hand_in(data)
        except HoldfireError as error:
            with write(engine) as connection:
                for one in waits:
                    repo.note(connection, one.sha256, clock(), error.code, error.message)
            raise
        with write(engine) as connection:
            repo.note(connection, each.sha256, clock(), answer.code, answer.words)
