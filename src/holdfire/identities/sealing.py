"""Seal an identity for two officers, both of whom are needed: age inside age (age-encryption.org/v1). Pure.

Nested, and not in shares: each layer is a file that the `age` tool opens by itself, so that no program of ours is
needed to read it years later, and there is no scheme of ours to get wrong. The first officer takes the outer layer off
and sees nothing but the inner one; the second can begin only when handed that. What is sealed is filled up to whole
steps of `STEP` bytes, so that its length says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfire.errors import BadInput, Broken, Refused, Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 4096


def _age() -> Any:
    try:
        import pyrage
    except ModuleNotFoundError as e:
        raise Unavailable(
            "extra-missing",
            say("sealed identities are not installed"),
            hint=say("pip install 'holdfire[identities]'"),
        ) from e
    return pyrage


def new_key() -> tuple[str, str]:
    """Make an officer's key: (what a key file of `age-keygen` holds, the recipient)."""
    made = _age().x25519.Identity.generate()
    recipient = str(made.to_public())
    return f"# public key: {recipient}\n{made}\n", recipient


def demand_recipient(text: str) -> str:
    """Give a recipient as it stands, if it is an X25519 one; BadInput `recipient-malformed`."""
    age = _age()
    try:
        return str(age.x25519.Recipient.from_str(text))
    except age.RecipientError as e:
        raise BadInput(
            "recipient-malformed",
            say("this is no recipient of `age`"),
            hint=say("`age1` and 58 letters, as `age-keygen` or `holdfire identity key` says it"),
        ) from e


def seal(leaf: str, identity: str, outer: Sequence[str], inner: Sequence[str]) -> bytes:
    """Seal an identity with the leaf hash of its report: the inner layer for the one body, the outer for the other."""
    age = _age()
    text = f"{leaf}\n{identity}".encode()
    text += b"\n" * (-len(text) % STEP)
    for layer in (inner, outer):
        text = age.encrypt(text, [age.x25519.Recipient.from_str(r) for r in layer])
    return bytes(text)


def take_off(sealed: bytes, key_file: bytes) -> bytes:
    """Take one layer off with an officer's key file; BadInput `identity-key`, Refused `identity-not-yours`."""
    age = _age()
    try:
        lines = [line.strip() for line in key_file.decode("ascii").splitlines()]
        keys = [age.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (UnicodeDecodeError, age.IdentityError) as e:
        raise BadInput(
            "identity-key",
            say("this is no key file of `age`"),
            hint=say("`holdfire identity key` makes one, and so does `age-keygen`"),
        ) from e
    try:
        return bytes(age.decrypt(sealed, keys))
    except age.DecryptError as e:
        raise Refused(
            "identity-not-yours",
            say("this key does not open this layer"),
            hint=say("first the one officer's key, then the other's"),
        ) from e


def identity_in(opened: bytes, leaf: str) -> str:
    """Read what both layers held; Broken `identity-foreign` where it was sealed for another report."""
    found, _, text = opened.decode().partition("\n")
    if found != leaf:
        raise Broken("identity-foreign", say("what was sealed here belongs to another report"))
    return text.rstrip("\n")
