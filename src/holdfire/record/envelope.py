"""An entry's bytes: a DSSE envelope (secure-systems-lab/dsse v1.0.2) over a canonical JSON payload."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from holdfire.errors import BadInput, Broken
from holdfire.record.encoding import demand_plain, instant_text, parse_instant
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.record.keys import PrivateKey

PAYLOAD_TYPE = "application/vnd.holdfire.entry+json"
VERSION: Literal[1] = 1
MOST = 65535
"""Bytes in a leaf at most: tiles give its length in 16 bits (C2SP tlog-tiles)."""

_HEAD = b'{"payload":"'
_MIDDLE = f'","payloadType":"{PAYLOAD_TYPE}","signatures":['.encode()
_ONE = rb'\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{85}[AQgw]==)"\}'
_SIGNATURE = re.compile(_ONE)
_SIGNATURES = re.compile(rb"%b(?:,%b)*\]\}" % (_ONE, _ONE))


@dataclass(frozen=True, slots=True)
class Ref:
    """Another entry: the log it stands in, its index there, and its leaf hash (base64url)."""

    log: str
    index: int
    leaf: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry says in the open, and the digests of what it says closed. `at` is UTC microseconds."""

    kind: str
    log: str
    at: int
    refs: tuple[Ref, ...]
    open: dict[str, Any]
    digests: list[str]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A leaf taken apart: payload bytes, and (key id, signature) for each signer."""

    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]


def pae(payload: bytes) -> bytes:
    """Give the bytes that are signed: DSSE's pre-authentication encoding."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


class _RefForm(msgspec.Struct, forbid_unknown_fields=True):
    log: str
    index: int
    leaf: str


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    """The one form of a payload: every name there, none besides, each of its type."""

    v: Literal[1]
    kind: str
    log: str
    refs: list[_RefForm]
    at: str
    open: dict[str, Any]
    digests: list[str] = msgspec.field(name="_sd")
    algorithm: Literal["sha-256"] = msgspec.field(name="_sd_alg")


_decode = msgspec.json.Decoder(_Form).decode
_encode = msgspec.json.Encoder(order="sorted").encode


def encode_payload(payload: Payload) -> bytes:
    """Write the payload in its one form; ValueError where `open` holds what `demand_plain` refuses."""
    demand_plain(payload.open)
    refs = [_RefForm(r.log, r.index, r.leaf) for r in payload.refs]
    at = instant_text(payload.at)
    return _encode(
        _Form(VERSION, payload.kind, payload.log, refs, at, payload.open, payload.digests, "sha-256")
    )


def parse_payload(data: bytes) -> Payload:
    """Read a payload in its one form; Broken `not-canonical`, `entry-malformed`.

    What is read is written again and compared, so that a doubled name, a space or another order cannot pass.
    """
    try:
        form = _decode(data)
        demand_plain(form.open)
        if _encode(form) != data:
            raise Broken(
                "not-canonical", say("the payload is not in RFC 8785 canonical form, or has a doubled name")
            )
        refs = tuple(Ref(r.log, r.index, r.leaf) for r in form.refs)
        return Payload(form.kind, form.log, parse_instant(form.at), refs, form.open, form.digests)
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
    signatures = ",".join(
        f'{{"keyid":"{k.public.key_id}","sig":"{base64.b64encode(k.sign(message)).decode()}"}}' for k in keys
    )
    body = base64.b64encode(payload).decode()
    leaf = f'{{"payload":"{body}","payloadType":"{PAYLOAD_TYPE}","signatures":[{signatures}]}}'.encode()
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
    middle = leaf.find(_MIDDLE)
    tail = leaf[middle + len(_MIDDLE) :]
    if not leaf.startswith(_HEAD) or middle < 0 or not _SIGNATURES.fullmatch(tail):
        raise Broken("envelope-malformed", say("an entry is not a DSSE envelope in its one form"))
    encoded = leaf[len(_HEAD) : middle]
    try:
        payload = binascii.a2b_base64(encoded)
    except binascii.Error as e:
        raise Broken("envelope-malformed", say("an entry's payload is not base64")) from e
    if binascii.b2a_base64(payload, newline=False) != encoded:
        raise Broken("envelope-malformed", say("an entry's payload is not canonical base64"))
    signatures = tuple((k.decode(), binascii.a2b_base64(s)) for k, s in _SIGNATURE.findall(tail))
    if len({k for k, _ in signatures}) != len(signatures):
        raise Broken("signer-twice", say("an entry is signed twice by one key"))
    return Envelope(payload, signatures)
