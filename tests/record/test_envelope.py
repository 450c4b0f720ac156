"""Leaves, and that others can check them: DSSE as securesystemslib reads it."""

from __future__ import annotations

import base64
import json

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as ForeignEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from holdfire.errors import BadInput, Broken
from holdfire.record.envelope import (
    MOST,
    PAYLOAD_TYPE,
    Payload,
    Ref,
    encode_payload,
    pae,
    parse_payload,
    seal,
    unseal,
)
from holdfire.record.examine import examine
from holdfire.record.keys import Role, new_key
from holdfire.record.repo import Stored

KEY, OTHER = new_key(Role.INTAKE, "intake"), new_key(Role.DECISION, "kellan", "member")
PAYLOAD = encode_payload(Payload("report", "a/log", 0, (), {}, []))
LEAF = seal(PAYLOAD, [KEY])


def foreign(key, key_id=""):
    return SSlibKey.from_crypto(
        Ed25519PublicKey.from_public_bytes(key.public.raw), key_id or key.public.key_id
    )


def opened(leaf):
    """Read a leaf with securesystemslib, from the JSON alone."""
    value = json.loads(leaf)
    for each in value["signatures"]:
        each["sig"] = base64.b64encode(base64.b64decode(each["sig"])).decode()
    return ForeignEnvelope.from_dict(value)


@given(
    at=st.integers(-(10**15), 10**16),
    refs=st.lists(st.tuples(st.text(max_size=9), st.integers(0, 2**53 - 1), st.text(max_size=9)), max_size=3),
    opened=st.dictionaries(
        st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.text(max_size=9) | st.integers(-9, 9)
    ),
    digests=st.lists(st.text(max_size=9), max_size=4),
)
def test_a_payload_is_what_rfc_8785_makes_of_it_and_is_read_again(at, refs, opened, digests):
    payload = Payload("report", "a/log", at, tuple(Ref(*r) for r in refs), opened, digests)
    written = encode_payload(payload)
    assert written == rfc8785.dumps(json.loads(written))
    assert parse_payload(written) == payload


def test_a_leaf_is_read_as_it_was_sealed():
    read = unseal(seal(PAYLOAD, [KEY, OTHER]))
    assert read.payload == PAYLOAD
    assert [s.key_id for s in read.signatures] == [KEY.public.key_id, OTHER.public.key_id]
    assert all(
        k.public.verify(s.raw, pae(PAYLOAD)) for k, s in zip((KEY, OTHER), read.signatures, strict=True)
    )


def test_securesystemslib_verifies_our_leaf_with_our_key():
    envelope = opened(LEAF)
    assert envelope.payload == PAYLOAD
    assert envelope.payload_type == PAYLOAD_TYPE
    assert set(envelope.verify([foreign(KEY)], 1)) == {KEY.public.key_id}


def test_securesystemslib_refuses_a_leaf_of_another_key_or_payload():
    with pytest.raises(VerificationError):
        opened(LEAF).verify([foreign(OTHER)], 1)
    value = json.loads(LEAF)
    value["payload"] = base64.b64encode(PAYLOAD.replace(b"report", b"tally!")).decode()
    with pytest.raises(VerificationError):
        ForeignEnvelope.from_dict(value).verify([foreign(KEY)], 1)


def test_both_signatures_are_seen_by_securesystemslib():
    found = opened(seal(PAYLOAD, [KEY, OTHER])).verify([foreign(KEY), foreign(OTHER)], 2)
    assert set(found) == {KEY.public.key_id, OTHER.public.key_id}


def two_names():
    """One key's signature under two key ids, which securesystemslib counts twice."""
    value = json.loads(LEAF)
    again = {**value["signatures"][0], "keyid": "0" * 64}
    return json.dumps({**value, "signatures": [*value["signatures"], again]}, separators=(",", ":")).encode()


def test_one_key_under_two_ids_is_not_two_signers():
    assert len(opened(two_names()).verify([foreign(KEY), foreign(KEY, "0" * 64)], 2)) == 2, "the known fault"
    keys = {KEY.public.key_id: KEY.public}
    found = examine([Stored(0, two_names(), "")], 0, 1, "a/log", keys)
    assert [key_id for key_id, *_ in found.unresolved] == ["0" * 64], "no registered key can have that id"


def test_one_key_that_signs_twice_is_refused():
    with pytest.raises(Broken) as e:
        unseal(seal(PAYLOAD, [KEY, KEY]))
    assert e.value.code == "signer-twice"


def other_base64(leaf):
    """Write the signature's last letter in another way that stands for the same bytes."""
    at = leaf.rindex(b'=="') - 1
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return leaf[:at] + letters[letters.index(leaf[at : at + 1]) + 1 :][:1] + leaf[at + 1 :]


TWO = seal(PAYLOAD, [KEY, OTHER])
OTHER_FORMS = {
    "a space": LEAF.replace(b'"payload":', b'"payload": '),
    "a line end": LEAF + b"\n",
    "another order": json.dumps(dict(reversed(json.loads(LEAF).items())), separators=(",", ":")).encode(),
    "another type": LEAF.replace(b"vnd.holdfire", b"vnd.somebody"),
    "a name more": LEAF.replace(b'{"payload"', b'{"more":1,"payload"'),
    "no signature": seal(PAYLOAD, []),
    "no comma between two signatures": TWO.replace(b"},{", b"}{"),
    "a comma after the last": LEAF.replace(b"}]}", b"},]}"),
    "a signature in another base64": other_base64(LEAF),
    "a payload in another base64": LEAF.replace(
        base64.b64encode(PAYLOAD), base64.b64encode(PAYLOAD).rstrip(b"=")
    ),
    "a payload with a letter more": LEAF.replace(
        base64.b64encode(PAYLOAD), base64.b64encode(PAYLOAD)[:-1] + b"A="
    ),
    "bytes that are no text": LEAF.replace(b'"keyid":"', b'"keyid":"\xff'),
    "a letter written as its number": LEAF.replace(b'"keyid":"', b'"key\\u0069d":"'),
    "a line end in the key id": LEAF.replace(b'","sig"', b'\\n","sig"'),
    "a name twice": LEAF.replace(b'{"payload":"', b'{"payload":"","payload":"'),
    "a payload in base64url": LEAF.replace(b'"payload":"ey', b'"payload":"e-'),
    "a short signature": LEAF.replace(b'=="}', b'"}'),
    "a key id in capitals": LEAF.replace(KEY.public.key_id.encode(), KEY.public.key_id.upper().encode()),
    "nothing": b"",
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_a_leaf_has_no_other_form(name):
    assert OTHER_FORMS[name] != LEAF
    with pytest.raises(Broken) as e:
        unseal(OTHER_FORMS[name])
    assert e.value.code == "envelope-malformed"


def long(n):
    return encode_payload(Payload("import", "a/log", 0, (), {"x": "x" * n}, []))


def test_a_leaf_has_at_most_as_many_bytes_as_a_tile_can_count():
    room = next(
        n
        for n in range(48_000, 50_000)
        if len(base64.b64encode(long(n))) > MOST - len(LEAF) + len(base64.b64encode(PAYLOAD))
    )
    assert len(seal(long(room - 1), [KEY])) <= MOST == 2**16 - 1
    with pytest.raises(BadInput) as e:
        seal(long(room), [KEY])
    assert e.value.code == "entry-too-long"
    with pytest.raises(Broken) as broken:
        unseal(b" " * (MOST + 1))
    assert broken.value.code == "entry-too-long"


def test_a_payload_is_read_out_of_its_leaf():
    assert parse_payload(unseal(LEAF).payload) == Payload("report", "a/log", 0, (), {}, [])


def test_examining_stops_at_the_first_thing_that_does_not_hold():
    page = [Stored(0, LEAF, ""), Stored(1, LEAF[:-1], ""), Stored(2, b"", "")]
    found = examine(page, 0, 3, "a/log", {KEY.public.key_id: KEY.public})
    assert found.broken is not None
    assert (found.broken[0], found.broken[1].code) == (1, "envelope-malformed")
    assert len(found.hashes) == 32


def test_examining_knows_where_it_should_end():
    found = examine([Stored(0, LEAF, "")], 0, 2, "a/log", None)
    assert found.broken is not None
    assert (found.broken[0], found.broken[1].code) == (1, "entry-missing")
