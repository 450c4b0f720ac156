"""A folder of key files, outside the book: `ACTOR.ROLE.key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import BadInput, NotFound, Where
from holdfire.record.keys import PrivateKey, PublicKey, Role, load, new_key, save
from holdfire.words import say

if TYPE_CHECKING:
    from pathlib import Path


class KeyRing:
    """The private keys that this desk holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[Path, PrivateKey] = {}

    def path(self, role: Role, actor: str) -> Path:
        """Say where the key of an actor in a role lies."""
        return self.folder / f"{actor}.{role.value}.key"

    def get(self, role: Role, actor: str) -> PrivateKey:
        """Load a key; NotFound `key-missing`."""
        return self._load(self.path(role, actor))

    def only(self, role: Role) -> PrivateKey:
        """Load the one key of a role; NotFound `key-missing`, BadInput `key-ambiguous`."""
        found = sorted(self.folder.glob(f"*.{role.value}.key"))
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

    def ensure(self, role: Role, actor: str) -> PrivateKey:
        """Load a key, or make and save it."""
        if not self.path(role, actor).exists():
            save(new_key(role, actor), self.path(role, actor))
        return self.get(role, actor)

    def public(self) -> list[PublicKey]:
        """List the public halves of every key here, in the order of their files' names."""
        return [self._load(path).public for path in sorted(self.folder.glob("*.key"))]

    def _load(self, path: Path) -> PrivateKey:
        if path not in self._loaded:
            self._loaded[path] = load(path)
        return self._loaded[path]
