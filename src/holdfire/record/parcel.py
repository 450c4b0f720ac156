"""An entry on its way: to those who are to sign it, and back to the log, as a file that travels by any means. Pure.

A request is a parcel without signatures, or with some; a response is the same parcel with one more. Everybody signs
the same bytes, so that parcels that came back can be put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from holdfire.errors import BadInput, Broken, Conflict, Refused
from holdfire.record import disclosure
from holdfire.record.encoding import b64url, sha256_hex, strings, unb64url
from holdfire.record.envelope import Signature, assemble, pae, parse_payload
from holdfire.record.tree import leaf_hash
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfire.record.encoding import Json
    from holdfire.record.envelope import Payload
    from holdfire.record.keys import PrivateKey, PublicKey

AHEAD = 5 * 60 * 1_000_000
"""Microseconds by which a signer's clock may be before the log's."""


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    payload: str
    disclosures: str
    signatures: tuple[Signature, ...] = ()
    files: tuple[bytes, ...] = ()


class Parcel(msgspec.Struct, frozen=True):
    """The payload's bytes, its disclosures joined by `~`, the signatures so far, and the files that it names."""

    payload: bytes
    disclosures: str
    signatures: tuple[Signature, ...] = ()
    files: tuple[bytes, ...] = ()

    def read(self) -> Payload:
        """Read the payload; Broken where it is not in its one form."""
        return parse_payload(self.payload)

    def fields(self) -> Mapping[str, Json]:
        """Read the closed fields, each checked against the payload's digests; Broken `value-absent` if one lacks."""
        if disclosure.check(self.disclosures, self.read().digests):
            raise Broken("value-absent", say("the parcel lacks a value that its payload closes over"))
        return disclosure.read(self.disclosures)


def write(parcel: Parcel) -> bytes:
    """Write a parcel as a file."""
    form = _Form(1, b64url(parcel.payload), parcel.disclosures, parcel.signatures, parcel.files)
    return msgspec.json.format(msgspec.json.encode(form), indent=1) + b"\n"


def parse(data: bytes) -> Parcel:
    """Read a file that `write` wrote; BadInput `parcel-malformed`."""
    try:
        form = msgspec.json.decode(data, type=_Form)
        return Parcel(unb64url(form.payload), form.disclosures, form.signatures, form.files)
    except (msgspec.DecodeError, ValueError) as e:
        raise BadInput(
            "parcel-malformed",
            say("this is no request or response of Holdfire"),
            hint=say("`--request FILE` with any act writes one"),
        ) from e


def sign(parcel: Parcel, key: PrivateKey) -> Parcel:
    """Add a signature; Conflict `signed-already`."""
    if key.public.key_id in {s.key_id for s in parcel.signatures}:
        raise Conflict("signed-already", say("that key has signed it already"))
    signature = Signature(key.public.key_id, key.sign(pae(parcel.payload)))
    return msgspec.structs.replace(parcel, signatures=(*parcel.signatures, signature))


def together(parcels: Sequence[Parcel]) -> Parcel:
    """Put responses to one request together; Conflict `parcels-differ` where they are not of the same bytes."""
    first = parcels[0]
    if any((p.payload, p.disclosures) != (first.payload, first.disclosures) for p in parcels):
        raise Conflict("parcels-differ", say("these are not responses to one and the same request"))
    signatures = {s.key_id: s for p in parcels for s in p.signatures}
    return msgspec.structs.replace(first, signatures=tuple(signatures.values()))


def seal(parcel: Parcel, keys: Mapping[str, PublicKey]) -> bytes:
    """Make the leaf, every signature checked; Refused `signatures-none`, `key-unregistered`, `signature-forged`."""
    if not parcel.signatures:
        raise Refused("signatures-none", say("nobody has signed it"), hint=say("`holdfire sign` does"))
    message = pae(parcel.payload)
    for signature in parcel.signatures:
        key = keys.get(signature.key_id)
        if key is None:
            raise Refused(
                "key-unregistered",
                say("the record does not know this key"),
                hint=say("`holdfire key add` registers it"),
            )
        if not key.verify(signature.raw, message):
            raise Refused("signature-forged", say("a signature does not fit the entry"))
    return assemble(parcel.payload, parcel.signatures)


def demand_fitting(parcel: Parcel, log: str, now: int, leaf: Callable[[int], bytes | None]) -> None:
    """Refuse a parcel that was not made for this log as it stands.

    Refused `log-foreign`, `file-foreign`; `clock-ahead` where it says that it was made later than now (UTC
    microseconds); `reference-false` where it names an entry that the log does not have, or has otherwise. Broken
    `value-absent`.
    """
    payload = parcel.read()
    named = {*strings(payload.open), *strings(dict(parcel.fields()))}
    if any(sha256_hex(data) not in named for data in parcel.files):
        raise Refused("file-foreign", say("a file came along that the entry does not name"))
    if payload.log != log:
        raise Refused("log-foreign", say("it was made for the log {log}", log=repr(payload.log)))
    if payload.at > now + AHEAD:
        raise Refused(
            "clock-ahead", say("it says that it was made later than now"), hint=say("set the clock")
        )
    for ref in payload.refs:
        held = leaf(ref.index)
        if ref.log == log and (held is None or b64url(leaf_hash(held)) != ref.leaf):
            raise Refused(
                "reference-false",
                say("it refers to entry {target} under another hash", target=ref.index),
                hint=say("it was made over another record: check which"),
            )
