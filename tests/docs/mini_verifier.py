"""A verifier written from docs/record-format.md alone. It imports nothing of Holdfire.

`verify` raises Fault with the first thing that does not hold.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PAYLOAD_TYPE = "application/vnd.holdfire.entry+json"
ENVELOPE = re.compile(
    r'\{"payload":"([A-Za-z0-9+/]+=*)","payloadType":"application/vnd\.holdfire\.entry\+json","signatures":'
    r'\[(\{"keyid":"[0-9a-f]{64}","sig":"[A-Za-z0-9+/]{85}[AQgw]=="\}(?:,\{"keyid":"[0-9a-f]{64}","sig":"[A-Za-z0-9+/]{85}[AQgw]=="\})*)\]\}'
)
NAMES = {"v", "kind", "log", "refs", "at", "open", "_sd", "_sd_alg"}


class Fault(Exception):
    """Something in the record does not hold."""


@dataclass
class Record:
    """A copy of a record: leaves, their disclosures by index, checkpoint notes, files by name."""

    leaves: list[bytes]
    disclosures: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def read_book(path: Path) -> Record:
    """Read the four tables of an SQLite book."""
    book = sqlite3.connect(path)
    try:
        leaves = [bytes(leaf) for (leaf,) in book.execute("SELECT leaf FROM entry ORDER BY idx")]
        disclosures = dict(book.execute("SELECT idx, disclosures FROM disclosure"))
        notes = [note for (note,) in book.execute("SELECT note FROM checkpoint ORDER BY size")]
        files = {name: bytes(content) for name, content in book.execute("SELECT sha256, content FROM file")}
    finally:
        book.close()
    return Record(leaves, disclosures, notes, files)


def verify(record: Record, roles: Mapping[str, str]) -> tuple[str, int]:
    """Check everything; the fingerprint of entry 0 and how many values are absent. `roles`: kind -> role."""
    keys: dict[str, tuple[int, str, Ed25519PublicKey, bytes]] = {}
    absent, log, hashes = 0, "", [leaf_hash(leaf) for leaf in record.leaves]
    for index, leaf in enumerate(record.leaves):
        payload, signed, signatures = open_envelope(leaf)
        log = log or payload["log"]
        demand(payload["log"] == log, f"entry {index} is of another log")
        absent += check_disclosures(payload["_sd"], record.disclosures.get(index, ""))
        for ref in payload["refs"]:
            mine = ref["log"] == log
            demand(not mine or 0 <= ref["index"] < index, f"entry {index} refers forward")
            demand(not mine or b64url(hashes[ref["index"]]) == ref["leaf"], f"entry {index} refers falsely")
        if payload["kind"] in ("log", "key"):
            register(keys, index, payload["open"]["keys"])
        for key_id, signature in signatures:
            demand(key_id in keys and (keys[key_id][0] < index or index == 0), f"entry {index}: unknown key")
            demand(keys[key_id][1] == roles[payload["kind"]], f"entry {index}: key of another role")
            demand(holds(keys[key_id][2], signature, pae(signed)), f"entry {index}: false signature")
    check_notes(record.notes, log, hashes, [k[2:] for k in keys.values() if k[1] == "log"])
    for name, content in record.files.items():
        demand(hashlib.sha256(content).hexdigest() == name, f"file {name} was changed")
    return hashlib.sha256(record.leaves[0]).hexdigest(), absent


def open_envelope(leaf: bytes) -> tuple[dict[str, Any], bytes, list[tuple[str, bytes]]]:
    form = ENVELOPE.fullmatch(leaf.decode())
    demand(form is not None and len(leaf) <= 65535, "an envelope is not in its form")
    assert form is not None
    signed = base64.b64decode(form[1], validate=True)
    payload = json.loads(signed)
    again = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    demand(again.encode() == signed and base64.b64encode(signed).decode() == form[1], "not in canonical form")
    demand(
        set(payload) == NAMES and payload["v"] == 1 and payload["_sd_alg"] == "sha-256", "not its eight names"
    )
    listed = [(s["keyid"], base64.b64decode(s["sig"])) for s in json.loads(f"[{form[2]}]")]
    demand(len(dict(listed)) == len(listed), "a key signed twice")
    return payload, signed, listed


def check_disclosures(digests: Sequence[str], joined: str) -> int:
    demand(list(digests) == sorted(set(digests)), "digests out of order")
    present = joined.split("~") if joined else []
    found = [b64url(hashlib.sha256(text.encode()).digest()) for text in present]
    demand(len(set(found)) == len(found) and set(found) <= set(digests), "a value matches no digest")
    names = [json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))[1] for text in present]
    demand(len(set(names)) == len(names), "two values of one name")
    return len(digests) - len(present)


def register(keys: dict[str, Any], index: int, listed: Sequence[Mapping[str, str]]) -> None:
    for each in listed:
        raw = base64.urlsafe_b64decode(each["key"] + "=")
        key_id = hashlib.sha256(raw).hexdigest()
        keys.setdefault(key_id, (index, each["role"], Ed25519PublicKey.from_public_bytes(raw), raw))


def check_notes(
    notes: Sequence[str], log: str, hashes: Sequence[bytes], keys: Sequence[tuple[Ed25519PublicKey, bytes]]
) -> None:
    covered = 0
    for note in notes:
        text, signatures = note.split("\n\n")
        name, size, root = text.split("\n")
        covered = int(size)
        demand(covered <= len(hashes), f"entries up to {covered} were signed, {len(hashes)} are here")
        demand(name == log and base64.b64decode(root) == tree(hashes[:covered]), f"another root at {covered}")
        blobs = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines()]
        made = (
            holds(key, blob[4:], f"{text}\n".encode())
            for blob in blobs
            for key, raw in keys
            if blob[:4] == hashlib.sha256(log.encode() + b"\n\x01" + raw).digest()[:4]
        )
        demand(any(made), f"the checkpoint at {covered} is not the log's")
    demand(covered == len(hashes), "no checkpoint covers the last entries")


def tree(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + tree(hashes[:k]) + tree(hashes[k:])).digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def pae(payload: bytes) -> bytes:
    return f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} ".encode() + payload


def holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def demand(condition: object, words: str) -> None:
    if not condition:
        raise Fault(words)
