"""The log's side: what it asks cosigners, what it keeps of their answers, and how far its entries have come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.agreement import repo as agreement
from holdfire.errors import Broken, Conflict, NotFound, Refused
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, finality, proof, repo
from holdfire.record import note as notes
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.finality import SLACK, Attendance, Reached, State
from holdfire.record.growth import Growth
from holdfire.words import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.record.register import Enacted, Register


class Standing(NamedTuple):
    """How the record stands with its cosigners."""

    register: Register
    reached: list[Reached]
    attendance: list[Attendance]

    @property
    def policy(self) -> Enacted | None:
        """The policy in force."""
        return self.register.policy

    @property
    def final(self) -> int:
        """How many entries are final."""
        return max((r.size for r in self.reached if r.state is State.FINAL), default=0)

    def of(self, index: int) -> tuple[State, int]:
        """Say what an entry has reached, and since when (seconds since 1970; 0: it is only logged)."""
        found = finality.state_of(index, self.reached)
        if found is None or found.state is State.LOGGED:
            return State.LOGGED, 0
        return found.state, found.since


def standing(connection: Connection, log: str, beyond: int = 0) -> Standing:
    """Read how the record stands with its cosigners; `beyond` is the first entry of which that is asked."""
    register = agreement.register(connection, log)
    least = min((enacted.policy.least() for enacted in register.policies), default=0)
    seen = cosigned.seen(connection, least, beyond)

    def missed(size: int) -> int:
        first = repo.checkpoint_after(connection, size)
        return _time(connection, first - 1) if first else 0

    attended = finality.attendance(register, cosigned.last_of_each(connection), missed)
    return Standing(register, finality.reached(register, seen), attended)


def _time(connection: Connection, index: int) -> int:
    """Read the time that an entry states, in seconds."""
    leaf = repo.leaf(connection, index)
    assert leaf is not None
    return parse_payload(unseal(leaf).payload).at // 1_000_000


def request(connection: Connection, old: int) -> Growth:
    """Ask to see how the log grew from a size to its last checkpoint; Conflict `log-behind` where that is smaller."""
    note = repo.last_checkpoint(connection)
    size = cp.parse(note).size
    if old > size:
        raise Conflict(
            "log-behind",
            say("a cosigner saw {old} entries of this log, and here are {size}", old=old, size=size),
            hint=say("this is an old copy: do not append to it, and fill it up from another"),
        )
    return Growth(
        old, tuple(proof.consistency(old, size, repo.reader(connection, size, max(old - 1, 0)))), note
    )


def keep(connection: Connection, log: str, size: int, text: str, now: int) -> list[str]:
    """Keep the cosignatures in an answer about the checkpoint at a size; name those whose they are, as the policy does.

    `text` is signature lines, or a whole note of which the lines are taken; `now` is UTC microseconds. Lines of those
    whom the policy does not know are passed over. Broken `cosignature-forged`, `note-malformed`; Refused `clock-ahead`;
    NotFound `checkpoint-missing`, `policy-missing`.
    """
    enacted = demand_policy(agreement.register(connection, log))
    note = repo.last_checkpoint(connection, size)
    if not note or cp.parse(note).size != size:
        raise NotFound("checkpoint-missing", say("there is no checkpoint at {size} entries", size=size))
    answer = notes.Note(
        notes.parse(note).text,
        tuple(notes.parse_line(row) for row in text.rpartition("\n\n")[2].splitlines()),
    )
    names = list[str]()
    for line, cosigner, holds in cosig.read(answer, enacted.policy.vkeys):
        if not holds:
            raise cosigned.forged(size)
        if cosig.time_of(line) > now // 1_000_000 + SLACK:
            raise Refused(
                "clock-ahead", say("it says that it was made later than now"), hint=say("set the clock")
            )
        cosigned.put(connection, size, cosigner.key_id, cosig.time_of(line), str(line))
        names.append(enacted.policy.names[cosigner.key_id])
    return names


def keep_note(connection: Connection, log: str, text: str, now: int) -> list[str]:
    """Keep the cosignatures of a whole note, which must be of this log's own checkpoint; Broken `split-view` if not."""
    point = cp.parse(text)
    mine = repo.last_checkpoint(connection, point.size)
    if mine and cp.parse(mine).size == point.size and cp.parse(mine) != point:
        raise Broken("split-view", say("the log signed two records of {size} entries", size=point.size))
    return keep(connection, log, point.size, text, now)


def demand_policy(register: Register) -> Enacted:
    """Give the policy in force; NotFound `policy-missing`."""
    if register.policy is None:
        raise NotFound(
            "policy-missing",
            say("this record has no cosigning policy"),
            hint=say("`holdfire cosigners policy`"),
        )
    return register.policy
