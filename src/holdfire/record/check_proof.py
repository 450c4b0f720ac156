"""Check one proof file, offline, under a policy: what it shows of an entry, and what it cannot show. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfire.errors import Broken
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, disclosure, receipt
from holdfire.record import note as notes
from holdfire.record.encoding import sha256_hex
from holdfire.record.envelope import pae, parse_payload, unseal
from holdfire.record.examine import forged
from holdfire.record.finality import State
from holdfire.record.keys import PublicKey, verify
from holdfire.record.register import GROUND
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfire.record.encoding import Json
    from holdfire.record.envelope import Envelope, Payload
    from holdfire.record.policy import Policy
    from holdfire.record.receipt import Extra, Receipt


@dataclass(slots=True)
class Shown:
    """What a proof shows: of which entry, in a log of which size, what of it is open, who signed and who cosigned."""

    index: int
    size: int
    leaf: bytes
    payload: Payload
    state: State
    cosigners: list[tuple[str, int]]
    """The policy's names, with when each cosigned, in seconds since 1970."""
    since: int
    """When the last cosigner that the quorum took had cosigned, in seconds; 0: there is no quorum."""
    opened: dict[str, Json] = field(default_factory=dict)
    absent: int = 0
    signers: list[PublicKey] = field(default_factory=list)
    """Who signed the entry, as entries under the same checkpoint say."""
    unknown: list[str] = field(default_factory=list)
    """Ids of keys that signed and of which the file does not show whose they are: their signatures are unchecked."""


def check(proof: Receipt, policy: Policy, extra: Extra) -> Shown:
    """Check a proof; Broken with the code of the first thing that does not hold.

    `log-unlisted`, `checkpoint-forged`, `cosignature-forged`, `proof-false`, `hash-malformed`, what an entry's own form
    can break, `disclosure-foreign`, `key-unproven`, `signature-forged`.
    """
    point = cp.parse(proof.note)
    _demand_log(proof.note, point, policy)
    times = dict(_cosigners(proof.note, point.size, policy))
    receipt.demand_proven(proof, extra.leaf, extra.ground)
    envelope = unseal(extra.leaf)
    payload = parse_payload(envelope.payload)
    if payload.log != point.log:
        raise Broken(
            "entry-foreign", say("the entry says that it is of the log {log}", log=repr(payload.log))
        )
    absent = disclosure.check(extra.disclosures, payload.digests)
    shown = Shown(proof.index, point.size, extra.leaf, payload, *_state(policy, times))
    shown.opened, shown.absent = disclosure.read(extra.disclosures), absent
    _signers(envelope, extra, proof.index, shown)
    return shown


def _demand_log(note: str, point: cp.Checkpoint, policy: Policy) -> None:
    """Demand that a log of the policy signed the checkpoint."""
    logs = [known.vkey for known in policy.logs if known.vkey.name == point.log]
    if not logs:
        raise Broken("log-unlisted", say("the policy does not name the log {log}", log=repr(point.log)))
    parsed = notes.parse(note)
    mine = [(v, line) for v in logs for line in parsed.lines if v.made(line)]
    if not mine or not all(verify(v.raw, line.blob[4:], parsed.text.encode()) for v, line in mine):
        raise Broken(
            "checkpoint-forged",
            say("the checkpoint at {size} is not signed by a key of the log", size=point.size),
        )


def _cosigners(note: str, size: int, policy: Policy) -> Iterator[tuple[str, int]]:
    """Yield the key of each of the policy's cosigners who cosigned, with its time; each counts once."""
    for line, cosigner, holds in cosig.read(notes.parse(note), policy.vkeys):
        if not holds:
            raise cosigned.forged(size)
        yield cosigner.key_id, cosig.time_of(line)


def _state(policy: Policy, times: Mapping[str, int]) -> tuple[State, list[tuple[str, int]], int]:
    """Say how far the checkpoint has come, who cosigned it when, and since when it is final."""
    by = sorted((key_id for key_id in policy.names if key_id in times), key=times.__getitem__)
    named = [(policy.names[key_id], times[key_id]) for key_id in by]
    for n in range(1, len(by) + 1):
        if policy.met(by[:n]):
            return State.FINAL, named, times[by[n - 1]]
    return State.PROVISIONAL if policy.nearly(by) else State.LOGGED, named, 0


def _signers(envelope: Envelope, extra: Extra, index: int, shown: Shown) -> None:
    """Check the signatures of those whose keys an entry under the same checkpoint, and before this one, registered."""
    keys = {k.key_id: k for k in _registered(extra, index, shown.payload)}
    message = pae(envelope.payload)
    for signature in envelope.signatures:
        key = keys.get(signature.key_id)
        if key is None:
            shown.unknown.append(signature.key_id)
        elif key.verify(signature.raw, message):
            shown.signers.append(key)
        else:
            raise forged()


def _registered(extra: Extra, index: int, payload: Payload) -> Iterator[PublicKey]:
    """Yield the keys that the entries registered which came along."""
    itself = [(index, payload)] if payload.kind in GROUND else []
    for at, said in [*itself, *((g.index, parse_payload(unseal(g.leaf).payload)) for g in extra.ground)]:
        if said.log != payload.log or said.kind not in GROUND or at > index:
            raise Broken("key-unproven", say("an entry came along that registered no key before this one"))
        listed = said.open.get("keys")
        yield from map(PublicKey.from_json, listed if isinstance(listed, list) else [])


def names_file(shown: Shown, content: bytes) -> list[str]:
    """Name the open and opened fields of an entry that hold a file's SHA-256."""
    digest = sha256_hex(content)
    fields = [*shown.payload.open.items(), *shown.opened.items()]
    return [name for name, value in fields if digest in _texts(value)]


def _texts(value: Json) -> Iterable[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
