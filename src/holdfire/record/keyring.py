"""A folder of key files, outside the book: `ACTOR.ROLE.key`, and public halves, `ACTOR.ROLE.pub`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from holdfire.db.engine import is_server
from holdfire.errors import BadInput, NotFound, Where
from holdfire.record.keys import Ask, PrivateKey, PublicKey, Role, load, load_public, new_key, nobody, save
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection


def keys_folder(book: str, given: str | None = None) -> Path:
    """Say where a book's keys lie: as given, else `NAME.keys` beside a file book; BadInput `keys-unnamed`."""
    if given:
        return Path(given)
    if is_server(book):
        raise BadInput(
            "keys-unnamed", say("a book on a server needs its keys' folder named"), hint=say("--keys FOLDER")
        )
    return Path(book).with_suffix(".keys")


class KeyRing:
    """The private keys that this desk holds; `ask` gives the passphrase of one that is sealed."""

    def __init__(self, folder: Path, ask: Ask = nobody) -> None:
        self.folder, self.ask = folder, ask
        self._loaded: dict[Path, PrivateKey] = {}

    def path(self, role: Role, actor: str) -> Path:
        """Say where the key of an actor in a role lies."""
        return self.folder / f"{actor}.{role.value}.key"

    def get(self, role: Role, actor: str) -> PrivateKey:
        """Load a key; NotFound `key-missing`."""
        return self._load(self.path(role, actor))

    def only(self, role: Role, standing: Collection[str] = ()) -> PrivateKey:
        """Load the one key of a role, of those whose ids stand, if any are named; the others have been revoked.

        NotFound `key-missing`, BadInput `key-ambiguous`.
        """
        found = sorted(self.folder.glob(f"*.{role.value}.key"))
        if standing:
            found = [path for path in found if load_public(path).key_id in standing]
        if not found:
            raise NotFound(
                "key-missing",
                say("there is no {value} key here", value=role.value),
                where=Where(str(self.folder)),
                hint=say(
                    "`holdfire key new --role {value} --for ACTOR`, or name the folder with --keys",
                    value=role.value,
                ),
            )
        if len(found) > 1:
            raise BadInput(
                "key-ambiguous",
                say("there are {n} {value} keys", n=len(found), value=role.value),
                where=Where(str(self.folder)),
                hint=say("say whose with --as ACTOR"),
            )
        return self._load(found[0])

    def ensure(self, role: Role, actor: str, passphrase: str = "") -> PrivateKey:
        """Load a key, or make and save it, sealed if there is a passphrase."""
        path = self.path(role, actor)
        if not path.exists():
            self._loaded[path] = new_key(role, actor)
            save(self._loaded[path], path, passphrase)
        return self.get(role, actor)

    def public(self) -> list[PublicKey]:
        """List every public key here, also those without a private half, in the order of their files' names."""
        paths = sorted([*self.folder.glob("*.key"), *self.folder.glob("*.pub")])
        return list({key.key_id: key for key in map(load_public, paths)}.values())

    def _load(self, path: Path) -> PrivateKey:
        if path not in self._loaded:
            self._loaded[path] = load(path, self.ask)
        return self._loaded[path]
