"""An entry's bytes: a DSSE envelope (secure-systems-lab/dsse v1.0.2) over a canonical JSON payload."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfire.errors import BadInput, Broken
from holdfire.record.encoding import canonical, instant_text, parse_canonical, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.record.keys import PrivateKey

PAYLOAD_TYPE = "application/vnd.holdfire.entry+json"
VERSION = 1
MOST = 65535
"""Bytes in a leaf at most: tiles give its length in 16 bits (C2SP tlog-tiles)."""

_SHAPE = re.compile(
    rb'\{"payload":"([A-Za-z0-9+/]+=*)","payloadType":"'
    + re.escape(PAYLOAD_TYPE).encode()
    + rb'","signatures":\['
    rb'((?:\{"keyid":"[0-9a-f]{64}","sig":"[A-Za-z0-9+/]{86}=="\},?)+)\]\}'
)
_SIGNATURE = re.compile(rb'\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{86}==)"\}')
_NAMES = {"v", "kind", "log", "refs", "at", "open", "_sd", "_sd_alg"}


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


def encode_payload(payload: Payload) -> bytes:
    """Write the payload in canonical form."""
    return canonical(
        {
            "v": VERSION,
            "kind": payload.kind,
            "log": payload.log,
            "refs": [{"log": r.log, "index": r.index, "leaf": r.leaf} for r in payload.refs],
            "at": instant_text(payload.at),
            "open": payload.open,
            "_sd": payload.digests,
            "_sd_alg": "sha-256",
        }
    )


def parse_payload(data: bytes) -> Payload:
    """Read a payload in its one form; Broken `not-canonical`, `entry-malformed`."""
    value = parse_canonical(data)
    try:
        if set(value) != _NAMES or value["v"] != VERSION or value["_sd_alg"] != "sha-256":
            raise ValueError("names or version")
        refs = tuple(Ref(r["log"], r["index"], r["leaf"]) for r in value["refs"])
        digests = value["_sd"]
        if not isinstance(value["open"], dict) or not all(isinstance(d, str) for d in digests):
            raise ValueError("open or _sd")
        return Payload(
            str(value["kind"]), str(value["log"]), parse_instant(value["at"]), refs, value["open"], digests
        )
    except (KeyError, TypeError, ValueError, OverflowError) as e:
        raise Broken("entry-malformed", "an entry's payload lacks a part, or one has the wrong form") from e


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
            "entry-too-long", f"the entry has {len(leaf)} bytes, {MOST} at most", hint="close long fields"
        )
    return leaf


def unseal(leaf: bytes) -> Envelope:
    """Take a leaf apart, in the one form that `seal` writes; Broken `envelope-malformed`, `entry-too-long`."""
    if len(leaf) > MOST:
        raise Broken("entry-too-long", f"an entry has {len(leaf)} bytes, {MOST} at most")
    m = _SHAPE.fullmatch(leaf)
    if not m or m[2].endswith(b","):
        raise Broken("envelope-malformed", "an entry is not a DSSE envelope in its one form")
    payload = base64.b64decode(m[1], validate=True)
    if base64.b64encode(payload) != m[1]:
        raise Broken("envelope-malformed", "an entry's payload is not canonical base64")
    signatures = tuple((k.decode(), base64.b64decode(s)) for k, s in _SIGNATURE.findall(m[2]))
    if len({k for k, _ in signatures}) != len(signatures):
        raise Broken("signer-twice", "an entry is signed twice by one key")
    return Envelope(payload, signatures)
