"""Checkpoints and the notes they stand in, against C2SP signed-note and tlog-checkpoint."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from holdfire.errors import BadInput, Broken
from holdfire.record import checkpoint as cp
from holdfire.record.keys import PrivateKey, PublicKey, Role, new_key

KEY = new_key(Role.LOG, "log")
POINT = cp.Checkpoint("example.org/truce", 20, hashlib.sha256(b"root").digest())
NOTE = cp.sign(POINT, KEY)

EXAMPLES = [
    (
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "This is an example message.\n",
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=",
    ),
    (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
    ),
]
"""The example of C2SP signed-note, and that of its Go ancestor: verifier key, text, signature."""


@pytest.mark.parametrize(("verifier", "text", "signature"), EXAMPLES)
def test_the_published_examples_have_our_key_hash_and_verify(verifier, text, signature):
    name, key_hash, encoded = verifier.split("+", 2)
    key = PublicKey(base64.b64decode(encoded)[1:], Role.LOG, "log")
    assert cp.key_hash(name, key).hex() == key_hash
    blob = base64.b64decode(signature)
    assert blob[:4].hex() == key_hash
    assert key.verify(blob[4:], text.encode())
    assert not key.verify(blob[4:], text.upper().encode())


def test_signing_gives_the_published_signature_again():
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    verifier, text, signature = EXAMPLES[1]
    key = PrivateKey(PublicKey(base64.b64decode(verifier.split("+", 2)[2])[1:], Role.LOG, "log"), seed)
    blob = cp.key_hash("PeterNeumann", key.public) + key.sign(text.encode())
    assert base64.b64encode(blob).decode() == signature


def test_a_note_can_be_read_without_us():
    body, _, signatures = NOTE.partition("\n\n")
    origin, size, root = body.split("\n")
    assert (origin, int(size), base64.b64decode(root)) == (POINT.log, 20, POINT.root)
    dash, name, encoded = signatures.removesuffix("\n").split(" ")
    assert dash.encode() == b"\xe2\x80\x94"
    assert name == origin
    blob = base64.b64decode(encoded, validate=True)
    hashed = hashlib.sha256(origin.encode() + b"\n\x01" + KEY.public.raw).digest()[:4]
    assert blob[:4] == hashed
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(blob[4:], (body + "\n").encode())


def test_a_note_is_read_as_it_was_written():
    assert cp.parse(NOTE) == POINT
    assert cp.check(NOTE, KEY.public) == POINT


def test_lines_of_other_keys_are_passed_over():
    cosigned = cp.sign(POINT, new_key(Role.LOG, "another")).split("\n\n")[1]
    body, _, mine = NOTE.partition("\n\n")
    witness = "— example.org/witness AAAAAAAA\n"
    assert cp.check(f"{body}\n\n{cosigned}{witness}{mine}", KEY.public) == POINT


@pytest.mark.parametrize(
    "odd",
    [
        "— example.org/witness AAAA\n",
        "— example.org/truce not*base64\n",
        "something else\n",
        "\n",
        "— a b\r\n",
    ],
)
def test_a_line_that_is_no_signature_line_spoils_the_note_as_in_go(odd):
    body, _, mine = NOTE.partition("\n\n")
    with pytest.raises(Broken) as e:
        cp.check(f"{body}\n\n{mine}{odd}", KEY.public)
    assert e.value.code == "checkpoint-malformed"


@pytest.mark.parametrize(
    "forge",
    [
        lambda body, _mine: f"{body}\n\n",
        lambda body, mine: f"{body}\n\n{mine.replace('example.org/truce', 'example.org/other')}",
        lambda body, mine: f"{body}\n\n{mine.replace('— ', '- ')}",
        lambda body, mine: f"{body.replace('20', '21')}\n\n{mine}",
        lambda body, _mine: f"{body}\n\n— example.org/truce %%%\n",
        lambda body, _mine: f"{body}\n\n— example.org/truce\n",
        lambda body, _mine: f"{body}\n\n{cp.sign(POINT, new_key(Role.LOG, 'log')).partition(chr(10) * 2)[2]}",
        lambda body, mine: f"{body}\n\n{mine[:60]}\n",
    ],
    ids=[
        "no signature",
        "another name",
        "a short dash",
        "another size",
        "no base64",
        "no words",
        "another key",
        "cut",
    ],
)
def test_a_forged_note_is_refused(forge):
    body, _, mine = NOTE.partition("\n\n")
    with pytest.raises(Broken) as e:
        cp.check(forge(body, mine), KEY.public)
    assert e.value.code in {"checkpoint-forged", "checkpoint-malformed"}


def test_the_first_line_of_the_logs_own_key_decides():
    body, _, mine = NOTE.partition("\n\n")
    other = cp.sign(cp.Checkpoint(POINT.log, 21, POINT.root), KEY).partition("\n\n")[2]
    with pytest.raises(Broken) as e:
        cp.check(f"{body}\n\n{other}{mine}", KEY.public)
    assert e.value.code == "checkpoint-forged"


@pytest.mark.parametrize(
    "body",
    [
        "example.org/truce\n20",
        "example.org/truce\n020\n" + base64.b64encode(POINT.root).decode(),
        "example.org/truce\n٢٠\n" + base64.b64encode(POINT.root).decode(),
        "example.org/truce\n+20\n" + base64.b64encode(POINT.root).decode(),
        "example.org/truce\n20\n" + base64.b64encode(POINT.root[:31]).decode(),
        "example.org/truce\n20\n%%%%",
        "example.org/truce\n20\n" + base64.b64encode(POINT.root).decode() + "\nmore",
        "example.org/truce\n" + "9" * 5000 + "\n" + base64.b64encode(POINT.root).decode(),
        "",
    ],
)
def test_a_checkpoint_has_one_form(body):
    with pytest.raises(Broken) as e:
        cp.parse(f"{body}\n\n— example.org/truce AAAA\n")
    assert e.value.code == "checkpoint-malformed"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u00a0b", "x" * 201])
def test_a_name_that_a_note_cannot_hold_is_refused(name):
    with pytest.raises(BadInput) as e:
        cp.demand_name(name)
    assert e.value.code == "log-name"
