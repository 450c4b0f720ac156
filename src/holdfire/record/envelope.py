"""An entry's bytes: a DSSE envelope (secure-systems-lab/dsse v1.0.2) over a canonical JSON payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from holdfire.errors import BadInput, Broken
from holdfire.record.encoding import demand_plain, instant_text, parse_instant
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.record.keys import PrivateKey

PAYLOAD_TYPE: Literal["application/vnd.holdfire.entry+json"] = "application/vnd.holdfire.entry+json"
VERSION: Literal[1] = 1
MOST = 65535
"""Bytes in a leaf at most: tiles give its length in 16 bits (C2SP tlog-tiles)."""

_PAE = b"DSSEv1 %d %s %%d %%s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())


class Ref(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another entry: the log it stands in, its index there, and its leaf hash (base64url)."""

    log: str
    index: int
    leaf: str


class Payload(msgspec.Struct, frozen=True):
    """What an entry says in the open, and the digests of what it says closed. `at` is UTC microseconds."""

    kind: str
    log: str
    at: int
    refs: tuple[Ref, ...]
    open: dict[str, Any]
    digests: list[str]


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signer's key id, and its 64 bytes."""

    key_id: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")] = msgspec.field(name="keyid")
    raw: Annotated[bytes, Meta(min_length=64, max_length=64)] = msgspec.field(name="sig")


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A leaf taken apart: payload bytes, and one signature or more."""

    payload: bytes
    type: Literal["application/vnd.holdfire.entry+json"] = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[Signature, ...], Meta(min_length=1)]


def pae(payload: bytes) -> bytes:
    """Give the bytes that are signed: DSSE's pre-authentication encoding."""
    return _PAE % (len(payload), payload)


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    """The one form of a payload: every name there, none besides, each of its type."""

    v: Literal[1]
    kind: str
    log: str
    refs: tuple[Ref, ...]
    at: str
    open: dict[str, Any]
    digests: list[str] = msgspec.field(name="_sd")
    algorithm: Literal["sha-256"] = msgspec.field(name="_sd_alg")


_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_payload = msgspec.json.Decoder(_Form).decode
_encode = msgspec.json.Encoder(order="sorted").encode


def encode_payload(payload: Payload) -> bytes:
    """Write the payload in its one form; ValueError where `open` holds what `demand_plain` refuses."""
    demand_plain(payload.open)
    at = instant_text(payload.at)
    return _encode(
        _Form(VERSION, payload.kind, payload.log, payload.refs, at, payload.open, payload.digests, "sha-256")
    )


def parse_payload(data: bytes) -> Payload:
    """Read a payload in its one form; Broken `not-canonical`, `entry-malformed`.

    What is read is written again and compared, so that a doubled name, a space or another order cannot pass.
    """
    try:
        form = _decode_payload(data)
        demand_plain(form.open)
        if _encode(form) != data:
            raise Broken(
                "not-canonical", say("the payload is not in RFC 8785 canonical form, or has a doubled name")
            )
        return Payload(form.kind, form.log, parse_instant(form.at), form.refs, form.open, form.digests)
    except msgspec.ValidationError as e:
        raise Broken(
            "entry-malformed", say("an entry's payload lacks a part, or one has the wrong form")
        ) from e
    except (msgspec.DecodeError, RecursionError) as e:
        raise Broken("not-canonical", say("the payload is not JSON in canonical form")) from e
    except (ValueError, OverflowError) as e:
        raise Broken(
            "entry-malformed",
            say("an entry's payload has a part that cannot stand there: {trouble}", trouble=str(e)),
        ) from e


def seal(payload: bytes, keys: Sequence[PrivateKey]) -> bytes:
    """Sign a payload and give the leaf's bytes; BadInput `entry-too-long` past 64 KiB."""
    message = pae(payload)
    return assemble(payload, tuple(Signature(k.public.key_id, k.sign(message)) for k in keys))


def assemble(payload: bytes, signatures: tuple[Signature, ...]) -> bytes:
    """Give the leaf's bytes from a payload and its signatures; BadInput `entry-too-long` past 64 KiB."""
    leaf = _encode(Envelope(payload, PAYLOAD_TYPE, signatures))
    if len(leaf) > MOST:
        raise BadInput(
            "entry-too-long",
            say("the entry has {n} bytes, {MOST} at most", n=len(leaf), MOST=MOST),
            hint=say("close long fields"),
        )
    return leaf


def unseal(leaf: bytes) -> Envelope:
    """Take a leaf apart, in the one form that `seal` writes; Broken `envelope-malformed`, `entry-too-long`."""
    if len(leaf) > MOST:
        raise Broken("entry-too-long", say("an entry has {n} bytes, {MOST} at most", n=len(leaf), MOST=MOST))
    try:
        envelope = _decode_envelope(leaf)
    except (msgspec.DecodeError, ValueError, RecursionError) as e:
        raise Broken("envelope-malformed", say("an entry is not a DSSE envelope in its one form")) from e
    if _encode(envelope) != leaf:
        raise Broken("envelope-malformed", say("an entry is not a DSSE envelope in its one form"))
    signers = len(envelope.signatures)
    if signers > 1 and len({s.key_id for s in envelope.signatures}) != signers:
        raise Broken("signer-twice", say("an entry is signed twice by one key"))
    return envelope
