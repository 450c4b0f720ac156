"""A cosigner at work: it opens its database with its key, judges requests, and cosigns or keeps what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.cosign import repo
from holdfire.cosign.judge import evidence, judge
from holdfire.db.engine import open_engine, read, write
from holdfire.errors import BadInput, HoldfireError, NotFound, Refused, Where
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import growth as growths
from holdfire.record import note as notes
from holdfire.record.encoding import sha256_hex
from holdfire.record.keys import Role, load_public, new_key, save
from holdfire.record.note import COSIGNATURE, Note, Vkey, demand_name, parse_vkey
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from holdfire.record.growth import Growth
    from holdfire.record.keys import PrivateKey


def key_path(database: str) -> Path:
    """Say where a cosigner's key lies: beside its database."""
    return Path(database).with_suffix(".key")


def begin(database: str, actor: str, name: str = "", passphrase: str = "") -> Vkey:
    """Make a cosigner: its database, and a new key beside it, sealed with the passphrase if there is one.

    The key is made with the database and for it: a cosigner whose database is lost has forgotten what it saw, and must
    come back as another. Conflict `book-exists`, `key-exists`.
    """
    key = new_key(Role.COSIGNER, actor, "member")
    named = demand_name(name or f"{actor}/cosigner-{key.public.key_id[:8]}")
    save(key, key_path(database), passphrase)
    engine = open_engine(database, create=True)
    try:
        with write(engine) as connection:
            repo.begin(connection, named, key.public.key_id)
    finally:
        engine.dispose()
    made = Vkey(named, COSIGNATURE, key.public.raw)
    public = {"v": 1, **key.public.to_json(), "vkey": str(made)}
    key_path(database).with_suffix(".pub").write_text(json.dumps(public, indent=1) + "\n")
    return made


def load_card(path: Path) -> tuple[str, Vkey]:
    """Read the public half that `begin` wrote: whose it is, and its verifier key; BadInput `card-malformed`."""
    key = load_public(path)
    try:
        vkey = parse_vkey(json.loads(path.read_bytes())["vkey"], COSIGNATURE)
    except (KeyError, TypeError, AttributeError) as e:
        raise _no_card(path) from e
    if key.role != Role.COSIGNER or vkey.raw != key.raw:
        raise _no_card(path)
    return key.actor, vkey


def _no_card(path: Path) -> BadInput:
    return BadInput(
        "card-malformed",
        say("this is not the public half of a cosigner"),
        hint=say("`holdfire cosign new` writes it, with `.pub` at the end"),
        where=Where(str(path)),
    )


class Cosigner:
    """A cosigner with its database open; without its key it can be read alone."""

    def __init__(self, database: str, clock: Callable[[], int], key: PrivateKey | None = None) -> None:
        self.engine, self.clock, self.key = open_engine(database), clock, key  # `clock`: UTC microseconds
        with read(self.engine) as connection:
            self.name, key_id = repo.who(connection)
        if key is not None and key.public.key_id != key_id:
            raise Refused(
                "cosigner-other",
                say("this is the database of another cosigner"),
                hint=say("each cosigner has a key and a database of its own, for good"),
                where=Where(database),
            )

    def trust(self, key: Vkey) -> bool:
        """Cosign for a log from now on, by one more of its keys; False where it was known."""
        with write(self.engine) as connection:
            return repo.trust(connection, key)

    def distrust(self, key: Vkey) -> bool:
        """Take a log's key back; False where it was not known."""
        with write(self.engine) as connection:
            return repo.distrust(connection, key)

    def add_checkpoint(self, request: bytes) -> str:
        """Cosign what a request shows, and give the signature line; whatever `judge` raises, once it is kept.

        Old size and new are compared and kept in one transaction, so that two requests cannot pass each other.
        """
        growth = growths.parse(request)
        with write(self.engine) as connection:
            answer = self._judged(connection, growth, request)
        if isinstance(answer, HoldfireError):
            raise answer
        return answer

    def _judged(self, connection: Connection, growth: Growth, request: bytes) -> str | HoldfireError:
        shown = cp.parse(growth.note)
        known = repo.known(connection, shown.log)
        try:
            point = judge(growth, known)
        except HoldfireError as error:
            code = evidence(growth, known, error) if known else error.code
            if code:
                signed = known is not None and error.code != "checkpoint-forged"
                repo.keep_refused(connection, self._now(), code, shown, request, signed=signed)
            return error
        return self._cosign(connection, point, growth.note)

    def _cosign(self, connection: Connection, point: cp.Checkpoint, note: str) -> str:
        assert self.key is not None
        before = repo.last(connection, point.log)
        at = max(self._now(), before.at if before else 1)
        line = cosig.sign(point.text(), self.name, self.key, at)
        known = repo.known(connection, point.log)
        assert known is not None
        by_log = tuple(each for each in notes.parse(note).lines if any(v.made(each) for v in known.vkeys))
        repo.put(connection, point.log, at, str(Note(point.text(), (*by_log, line))))
        return f"{line}\n"

    def _now(self) -> int:
        return self.clock() // 1_000_000

    def size(self, origin: str) -> int:
        """Say how many entries of a log it cosigned last."""
        with read(self.engine) as connection:
            known = repo.known(connection, origin)
        return known.size if known else 0

    def checkpoint(self, origin_hash: str) -> str:
        """Give the last checkpoint cosigned of the log whose name has this SHA-256; NotFound `log-unknown`."""
        with read(self.engine) as connection:
            for origin in repo.logs(connection):
                last = repo.last(connection, origin)
                if last and origin_hash == hash_of(origin):
                    return last.note
        raise NotFound("log-unknown", say("this cosigner has cosigned nothing of such a log"))


def hash_of(origin: str) -> str:
    """Give the SHA-256 of a log's name, under which a cosigner gives out its checkpoint."""
    return sha256_hex(origin.encode())
