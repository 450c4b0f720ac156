"""A disclosure file: an entry's leaf and some of its disclosures, checkable offline with nothing else. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from holdfire.errors import BadInput, Broken
from holdfire.record import disclosure
from holdfire.record.encoding import b64url
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tree import leaf_hash
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from holdfire.record.encoding import Json
    from holdfire.record.envelope import Payload


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    index: int
    leaf: bytes
    disclosures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: the entry's index, its leaf, what that says in the open, and the fields opened."""

    index: int
    leaf: bytes
    payload: Payload
    fields: Mapping[str, Json]
    disclosures: tuple[str, ...]

    @property
    def leaf_hash(self) -> str:
        """The entry's leaf hash, base64url: by it a receipt says that the entry is in the log."""
        return b64url(leaf_hash(self.leaf))


def write(index: int, leaf: bytes, joined: str, digests: Collection[str]) -> bytes:
    """Write the file for those of an entry's disclosures that have these digests."""
    wanted = set(digests)
    chosen = tuple(d for d in disclosure.split(joined) if disclosure.digest(d) in wanted)
    return msgspec.json.format(msgspec.json.encode(_Form(1, index, leaf, chosen)), indent=1) + b"\n"


def read(data: bytes) -> Sheet:
    """Read a file and check every value in it against the digests of the entry in it.

    BadInput `opening-malformed`; Broken as the entry or a value has it: `disclosure-foreign` for a value with another
    salt, name or content than the entry closed over.
    """
    try:
        form = msgspec.json.decode(data, type=_Form)
    except (msgspec.DecodeError, ValueError) as e:
        raise BadInput(
            "opening-malformed",
            say("this is no disclosure file of Holdfire"),
            hint=say("`holdfire disclose` and `holdfire release` write one"),
        ) from e
    payload = parse_payload(unseal(form.leaf).payload)
    joined = "~".join(form.disclosures)
    disclosure.check(joined, payload.digests)
    return Sheet(form.index, form.leaf, payload, disclosure.read(joined), form.disclosures)


def shown(value: Json) -> str:
    """Write a value in one line."""
    return msgspec.json.encode(value).decode()


def demand_same(sheet: Sheet, leaf: bytes | None) -> None:
    """Refuse a file of an entry that the record has otherwise; Broken `opening-foreign`."""
    if leaf != sheet.leaf:
        raise Broken(
            "opening-foreign",
            say("entry {index} of this record is not the one in the file", index=sheet.index),
            hint=say("it is of another record, or somebody changed one of the two"),
        )
