"""An intake's receipt: its signed promise that reports will be in the log by a time. Pure.

It is a DSSE envelope of its own payload type. It names each report's entry by the SHA-256 of the payload that the
intake signed, so that whoever has the log's entries alone, and no value, can see that one is or is not there; and it
carries the disclosure of the original's hash, by which whoever handed the report in knows it again. A log that has
grown past that time without the entry has broken the promise, or the intake has: the receipt and a later checkpoint
prove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from holdfire.errors import BadInput, Broken
from holdfire.record import disclosure
from holdfire.record.encoding import b64url, canonical, instant_text, parse_instant, unb64url
from holdfire.record.envelope import Signature
from holdfire.record.keys import PublicKey, Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.record.keys import PrivateKey

TYPE: Literal["application/vnd.holdfire.promise+json"] = "application/vnd.holdfire.promise+json"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report: the SHA-256 of its entry's payload (hexadecimal), and the disclosure of its original, or nothing."""

    payload: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    original: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes that were handed in, hexadecimal; empty where the receipt does not say it."""
        told = disclosure.read(self.original).get("original", "") if self.original else ""
        return str(told.get("sha256", "") if isinstance(told, dict) else told)


class Promise(msgspec.Struct, frozen=True):
    """Who promises, for which log, of which reports, when they came and until when; UTC microseconds."""

    log: str
    key: PublicKey
    received: int
    until: int
    reports: tuple[Item, ...]


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    log: str
    intake: str
    key: str
    received: str
    until: str
    reports: tuple[Item, ...]


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: bytes
    type: Literal["application/vnd.holdfire.promise+json"] = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[Signature, ...], Meta(min_length=1, max_length=1)]


def _message(payload: bytes) -> bytes:
    """Give DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)


def write(log: str, key: PrivateKey, received: int, until: int, reports: Sequence[Item]) -> bytes:
    """Sign a promise and write its file."""
    said = {
        "v": 1,
        "log": log,
        "intake": key.public.actor,
        "key": b64url(key.public.raw),
        "received": instant_text(received),
        "until": instant_text(until),
        "reports": [{"payload": r.payload, "original": r.original} for r in reports],
    }
    payload = canonical(said)
    envelope = _Envelope(payload, TYPE, (Signature(key.public.key_id, key.sign(_message(payload))),))
    return msgspec.json.format(msgspec.json.encode(envelope), indent=1) + b"\n"


def read(data: bytes) -> Promise:
    """Read a receipt and check its signature against the key that it names; BadInput `receipt-malformed`.

    Broken `receipt-forged`, `key-weak`. Whether the log registered that key for an intake is for the caller to see.
    """
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        said = msgspec.json.decode(envelope.payload, type=_Payload)
        fields = {"key": said.key, "role": Role.INTAKE.value, "actor": said.intake, "held": ""}
        received, until = parse_instant(said.received), parse_instant(said.until)
        unb64url(said.key)
    except (msgspec.DecodeError, ValueError) as e:
        raise BadInput(
            "receipt-malformed",
            say("this is no intake's receipt"),
            hint=say("`holdfire receipt give` writes one"),
        ) from e
    key = PublicKey.from_json(fields)
    (signature,) = envelope.signatures
    if signature.key_id != key.key_id or not key.verify(signature.raw, _message(envelope.payload)):
        raise Broken("receipt-forged", say("the receipt is not signed by the key that it names"))
    return Promise(said.log, key, received, until, said.reports)


def item(payload: str, disclosures: str) -> Item:
    """Make the line of a report: its payload's SHA-256, and of its disclosures that of the original alone."""
    wanted = [d for d in disclosure.split(disclosures) if "original" in disclosure.read(d)]
    return Item(payload, wanted[0] if wanted else "")
