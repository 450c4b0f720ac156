"""A private key at rest: sealed with a passphrase (scrypt, RFC 7914; ChaCha20-Poly1305, RFC 8439)."""

from __future__ import annotations

import os
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from holdfire.record.encoding import b64url, unb64url

COST = 16
"""Logarithm of scrypt's cost: 64 MiB and about a quarter of a second."""

MOST_COST = 20
"""A file that asks for more is refused, for it would take all memory."""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a key file in place of the private half: base64url, and the logarithm of scrypt's cost."""

    salt: str
    cost: int
    nonce: str
    box: str


def seal(seed: bytes, passphrase: str, about: bytes) -> dict[str, Any]:
    """Seal a private key; `about` is what it belongs to, and is sealed with it."""
    salt, nonce = os.urandom(16), os.urandom(12)
    box = ChaCha20Poly1305(_key(passphrase, salt, COST)).encrypt(nonce, seed, about)
    made = Sealed(b64url(salt), COST, b64url(nonce), b64url(box))
    return {name: getattr(made, name) for name in Sealed.__struct_fields__}


def unseal(sealed: Any, passphrase: str, about: bytes) -> bytes | None:
    """Open a sealed private key; None where the passphrase is wrong. ValueError where it cannot be read."""
    try:
        form = msgspec.convert(sealed, Sealed)
    except msgspec.ValidationError as e:
        raise ValueError("not a sealed key") from e
    if not 1 <= form.cost <= MOST_COST:
        raise ValueError("scrypt's cost is out of bounds")
    key = _key(passphrase, unb64url(form.salt), form.cost)
    try:
        return ChaCha20Poly1305(key).decrypt(unb64url(form.nonce), unb64url(form.box), about)
    except InvalidTag:
        return None


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode())
