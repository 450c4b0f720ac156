"""Passkeys (WebAuthn Level 2): the options of both ceremonies, and their verification by the `webauthn` package.

The authenticator must have verified its user, and keeps the account itself, so that no name is typed. A passkey logs
in; it never signs an entry.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from holdfire.accounts import limits, repo, sessions
from holdfire.accounts.login import refused
from holdfire.accounts.model import Account, Passkey
from holdfire.db.engine import read, write
from holdfire.errors import Refused
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from holdfire.accounts.challenges import Challenges

ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")
REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Party:
    """The relying party: this server as the browser knows it, by its name and its origin."""

    id: str
    origin: str


def to_register(party: Party, account: Account, known: list[Passkey], challenge: bytes) -> dict[str, Any]:
    """Write the options with which a browser makes a passkey for an account (`navigator.credentials.create`)."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Holdfire",
        user_name=account.name,
        user_id=bytes.fromhex(account.handle),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(p.id)) for p in known],
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def register(
    connection: Connection, party: Party, account: Account, given: dict[str, Any], label: str, now: int
) -> None:
    """Verify and keep a new passkey, its challenge being spent; Refused `passkey-refused`, Conflict `passkey-known`."""
    try:
        found = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=challenge_of(given),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as e:
        raise unfit() from e
    made = bytes_to_base64url(found.credential_id)
    key = Passkey(made, account.name, found.credential_public_key, found.sign_count, label[:60], now, None)
    repo.add_passkey(connection, key)


def to_log_in(party: Party, challenge: bytes) -> dict[str, Any]:
    """Write the options with which a browser logs in by any passkey it has for here (`navigator.credentials.get`)."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=challenge, user_verification=REQUIRED
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def log_in(engine: Engine, party: Party, given: dict[str, Any], now: int) -> str:
    """Verify an assertion whose challenge is spent, and give a session's token; Refused `login-refused`.

    Refused as well where the passkey's count of signatures does not grow: then there may be a copy of it.
    """
    with read(engine) as connection:
        key = repo.find_passkey(connection, _id(given))
        account = repo.find(connection, key.account) if key else None
    if key is None or account is None or account.disabled is not None or not _of(account, given):
        raise refused()
    try:
        found = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge_of(given),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as e:
        raise refused() from e
    with write(engine) as connection:
        if not repo.count_use(connection, key, found.new_sign_count, now):
            raise refused()
        repo.forgive(connection, limits.by_account(account.name))
        return sessions.begin(connection, account.name, "passkey", now)


def _of(account: Account, given: dict[str, Any]) -> bool:
    """Whether the authenticator names the account whose passkey it is, if it names one."""
    handle = given.get("response", {}).get("userHandle") if isinstance(given.get("response"), dict) else None
    return not handle or handle == bytes_to_base64url(bytes.fromhex(account.handle))


def _id(given: dict[str, Any]) -> str:
    """Read the id of a credential; empty if it is none."""
    text = str(given.get("id"))
    return text if ID.fullmatch(text) else ""


def challenge_of(given: dict[str, Any]) -> bytes:
    """Read the challenge that a response was made for; ValueError, KeyError or TypeError if it has none."""
    return parse_client_data_json(base64url_to_bytes(given["response"]["clientDataJSON"])).challenge


def spend(challenges: Challenges, given: dict[str, Any], purpose: str, now: int) -> None:
    """Use up the challenge of a response; Refused `passkey-refused` where it was not given out here, or is spent."""
    try:
        challenge = challenge_of(given)
    except (WebAuthnException, ValueError, KeyError, TypeError) as e:
        raise unfit() from e
    if not challenges.spend(challenge, purpose, now):
        raise unfit()


def unfit() -> Refused:
    """Refuse what is no passkey's answer to a question asked here and now."""
    return Refused(
        "passkey-refused",
        say("that is no passkey's answer to a question that was asked here just now"),
        hint=say("try again"),
    )
