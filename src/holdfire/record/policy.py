"""C2SP tlog-policy files: which logs and cosigners are known, and which of them together make a checkpoint final."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from holdfire.errors import BadInput
from holdfire.record.note import COSIGNATURE, ED25519, Vkey, parse_vkey
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

NONE = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Known:
    """A log or a cosigner: its verifier key, and where it is asked (empty: nowhere)."""

    vkey: Vkey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these members, cosigners or groups, must have cosigned."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """What a policy file says; names are of the file alone, keys are what counts."""

    logs: tuple[Known, ...] = ()
    cosigners: dict[str, Known] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @cached_property
    def names(self) -> dict[str, str]:
        """Each cosigner's name in this file by the id of its key."""
        return {known.vkey.key_id: name for name, known in self.cosigners.items()}

    @property
    def vkeys(self) -> list[Vkey]:
        """The cosigners' verifier keys."""
        return [known.vkey for known in self.cosigners.values()]

    def met(self, key_ids: Iterable[str]) -> bool:
        """Tell whether cosigners with these keys make the quorum; whoever the policy does not know counts nothing."""
        have = {self.names[key_id] for key_id in key_ids if key_id in self.names}
        if self.quorum == NONE:
            return True
        for name, group in self.groups.items():
            if sum(member in have for member in group.members) >= group.least:
                have.add(name)
        return self.quorum in have

    def nearly(self, key_ids: Collection[str]) -> bool:
        """Tell whether a quorum that asks for every one of three or more cosigners lacks one alone."""
        everyone = set(self.names)
        have = everyone & set(key_ids)
        all_of_them = len(everyone) > 2 and not any(self.met(everyone - {one}) for one in everyone)
        return all_of_them and len(have) == len(everyone) - 1

    def safe(self) -> bool:
        """Tell whether two quorums always share more cosigners than may be false, so that nobody sees two records.

        f of n cosigners may be false, with n >= 3f + 1, and one at least even of two or three; then every quorum must
        have q >= (n + f + 1) / 2 (as for Byzantine quorums: Malkhi and Reiter, 1998).
        """
        n = len(self.cosigners)
        return n > 1 and self.least() >= quorum_of(n)

    def least(self) -> int:
        """Give the size of the smallest quorum; for one that is never met, one more than there are cosigners."""
        return self._least(self.quorum)

    def _least(self, name: str) -> int:
        if name == NONE:
            return 0
        if name in self.cosigners:
            return 1
        group = self.groups[name]
        return sum(sorted(map(self._least, group.members))[: group.least])


def quorum_of(n: int) -> int:
    """Say how many of n cosigners must sign: 3 of 3, 3 of 4, 4 of 5, 5 of 7; never less than all of one or two."""
    false = max(1, (n - 1) // 3)
    return min(n, -(-(n + false + 1) // 2))


def plain(log: Vkey, cosigners: dict[str, Known], least: int = 0) -> Policy:
    """Make a policy of one group; `least` of its members, or as `quorum_of` says."""
    if not cosigners:
        return Policy((Known(log),))
    group = Group(least or quorum_of(len(cosigners)), tuple(cosigners))
    return Policy((Known(log),), dict(cosigners), {"members": group}, "members")


def write(policy: Policy) -> str:
    """Write a policy file."""
    return "".join(f"{line}\n" for line in _lines(policy))


def _lines(policy: Policy) -> Iterator[str]:
    for log in policy.logs:
        yield f"log {log.vkey} {log.url}".rstrip()
    for name, known in policy.cosigners.items():
        yield f"witness {name} {known.vkey} {known.url}".rstrip()
    for name, group in policy.groups.items():
        yield f"group {name} {group.least} {' '.join(group.members)}"
    yield f"quorum {policy.quorum}"


def parse(text: str) -> Policy:
    """Read a policy file; BadInput `policy-malformed`, naming the line, `policy-key-twice`, `vkey-malformed`."""
    if _CONTROL.search(text):
        raise _malformed(0)
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            reader.take(number, words)
    if reader.quorum is None:
        raise _malformed(0)
    _demand_distinct([known.vkey for known in reader.logs])
    _demand_distinct([known.vkey for known in reader.cosigners.values()])
    return Policy(tuple(reader.logs), reader.cosigners, reader.groups, reader.quorum)


class _Reader:
    """What has been read so far of a policy file."""

    def __init__(self) -> None:
        self.logs: list[Known] = []
        self.cosigners: dict[str, Known] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None

    def take(self, number: int, words: Sequence[str]) -> None:
        """Read one line."""
        what, rest = words[0], words[1:]
        if what == "log" and len(rest) in (1, 2):
            self.logs.append(Known(parse_vkey(rest[0], ED25519), *rest[1:]))
        elif what == "witness" and len(rest) in (2, 3) and self._free(rest[0]):
            self.cosigners[rest[0]] = Known(parse_vkey(rest[1], COSIGNATURE), *rest[2:])
        elif what == "group" and len(rest) > 2 and self._free(rest[0]):
            self.groups[rest[0]] = self._group(number, rest[1], rest[2:])
        elif what == "quorum" and len(rest) == 1 and self.quorum is None and self._known(rest[0], NONE):
            self.quorum = rest[0]
        else:
            raise _malformed(number)

    def _free(self, name: str) -> bool:
        return not self._known(name, NONE)

    def _known(self, name: str, *also: str) -> bool:
        return name in self.cosigners or name in self.groups or name in also

    def _group(self, number: int, least: str, members: Sequence[str]) -> Group:
        used = {m for group in self.groups.values() for m in group.members}
        once = len(set(members)) == len(members) and not used & set(members)
        count = {"any": 1, "all": len(members)}.get(least) or (int(least) if _NUMBER.fullmatch(least) else 0)
        if not once or not 1 <= count <= len(members) or not all(map(self._known, members)):
            raise _malformed(number)
        return Group(count, tuple(members))


def _demand_distinct(vkeys: Sequence[Vkey]) -> None:
    """Refuse one key under two names: it would count twice."""
    if len({v.raw for v in vkeys}) != len(vkeys):
        raise BadInput(
            "policy-key-twice",
            say("one key stands in a policy under two names"),
            hint=say("each cosigner has a key of its own"),
        )


def _malformed(number: int) -> BadInput:
    where = (
        say("a policy cannot be read") if not number else say("line {n} of a policy cannot be read", n=number)
    )
    return BadInput(
        "policy-malformed",
        where,
        hint=say("lines of `log`, `witness`, `group`, and one `quorum`: `C2SP tlog-policy`"),
    )
