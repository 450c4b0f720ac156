"""Cosigners over a small book: three guarantors and a neutral, each with a database of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desk import MEMBERS, Desk, row
from holdfire.cosign import cosigner as cosigners
from holdfire.cosign import gather
from holdfire.cosign.cosigner import Cosigner, begin, load_card
from holdfire.db.engine import read, write
from holdfire.record import checkpoint as cp
from holdfire.record import growth, repo
from holdfire.record.keys import PrivateKey, load
from holdfire.record.policy import Known, plain
from holdfire.record.policy import write as write_policy

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (*MEMBERS, "university")


@dataclass
class Round:
    """A log with its cosigners. `at` is the cosigners' clock, UTC microseconds."""

    desk: Desk
    folder: Path
    at: int
    who: dict[str, Cosigner] = field(default_factory=dict)

    def new(self, name: str, actor: str = "") -> Cosigner:
        """Make a cosigner that knows the log."""
        database = str(self.folder / f"{name}.cosigner")
        begin(database, actor or name, f"{name}.example/cosigner")
        made = Cosigner(database, self.clock, load(cosigners.key_path(database)))
        made.trust(cp.vkey(self.desk.book.log, self.desk.log_key.public))
        self.who[name] = made
        return made

    def clock(self) -> int:
        return self.at

    @property
    def keys(self) -> dict[str, PrivateKey]:
        return {name: c.key for name, c in self.who.items() if c.key}

    def card(self, name: str) -> Known:
        return Known(load_card(self.folder / f"{name}.pub")[1])

    def policy(self, *names: str, least: int = 0, urls: dict[str, str] | None = None) -> str:
        """Write a policy of these cosigners."""
        urls = urls or {}
        known = {n: Known(self.card(n).vkey, urls.get(n, "")) for n in names}
        return write_policy(plain(cp.vkey(self.desk.book.log, self.desk.log_key.public), known, least))

    def enact(self, text: str, *signers: str) -> None:
        self.desk.enact_text(text, *(self.keys[s] for s in signers))

    def grow(self, n: int = 1) -> int:
        """Append reports; gives the size."""
        self.desk.take(
            *(row(self.desk.book.size() + i, report_id=f"R-{self.desk.book.size() + i}") for i in range(n))
        )
        self.at += 60_000_000
        return self.desk.book.size()

    def request(self, old: int, note: str = "") -> bytes:
        """What the log asks: from a size to its last checkpoint, or with another note."""
        with read(self.desk.book.engine) as connection:
            asked = gather.request(connection, old)
        return growth.write(asked._replace(note=note or asked.note)).encode()

    def cosign(self, *names: str) -> None:
        """Let these cosign the last checkpoint, and keep what they sign."""
        for name in names:
            line = self.who[name].add_checkpoint(self.request(self.who[name].size(self.desk.book.log)))
            with write(self.desk.book.engine) as connection:
                size = cp.parse(repo.last_checkpoint(connection)).size
                gather.keep(connection, self.desk.book.log, size, line, self.at)

    def standing(self) -> gather.Standing:
        with read(self.desk.book.engine) as connection:
            return gather.standing(connection, self.desk.book.log)
