"""Which keys stand, and which cosigning policy, at each entry: worked out from the entries alone. Pure.

The rules, in the manner of TUF's root metadata (The Update Framework 1.0, section 5.3):

1. Entry 0 registers the first keys. If it states a threshold, its keys of the role `root` make a *root register*;
   else the log's key alone registers keys (kind `key`), until a `root` entry makes one.
2. A `root` entry states its version, one higher than the last, its threshold, and every key that stands from then on.
   As many actors as the old threshold asks for sign it with old root keys, and as many as the new one with new.
   Actors are counted, never keys. Once there is a register, no `key` entry counts.
3. A key that a new version leaves out, or a `key` entry revokes, has ended at that entry: what it signed before
   stands, what comes after it is void. It never comes back. No clock is asked.
4. A `policy` entry states its version and the text of a tlog-policy file. Its log lines are keys of this log, its
   cosigners registered cosigner keys of distinct actors. A quorum of the old policy and one of the new sign it, with
   their cosigner keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from holdfire.errors import BadInput, Broken
from holdfire.record.keys import PublicKey, Role
from holdfire.record.policy import Policy, parse
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfire.record.encoding import Json

GROUND = ("log", "key", "root", "policy")
"""The kinds of entry that say which keys and which policy stand."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Such an entry: its index, kind, open fields, and the ids of the keys that signed it."""

    index: int
    kind: str
    open: Mapping[str, Json]
    signers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A key, the entry that registered it, and the one at which it ended, if it has."""

    key: PublicKey
    made: int
    ended: int | None = None

    def stands(self, index: int, *, itself: bool = False) -> bool:
        """Tell whether it may sign entry `index`; `itself`: also the entry that registers it."""
        return (self.made < index or (itself and self.made == index)) and not self.over(index)

    def over(self, index: int) -> bool:
        """Tell whether it had ended before entry `index`."""
        return self.ended is not None and self.ended < index


@dataclass(frozen=True, slots=True)
class Enacted:
    """A policy, and the entry that brought it."""

    index: int
    version: int
    policy: Policy
    text: str


@dataclass
class Register:
    """Keys by id, version and threshold of the root register (0: there is none), and the policies, oldest first."""

    log: str
    terms: dict[str, Term] = field(default_factory=dict)
    version: int = 0
    threshold: int = 0
    policies: list[Enacted] = field(default_factory=list)

    @property
    def policy(self) -> Enacted | None:
        """The newest policy."""
        return self.policies[-1] if self.policies else None

    def policy_at(self, size: int) -> Enacted | None:
        """Give the policy that stood when the log had `size` entries."""
        return next((p for p in reversed(self.policies) if p.index < size), None)

    def standing(self, role: Role, index: int) -> list[PublicKey]:
        """List the keys of a role that may sign entry `index`."""
        return [t.key for t in self.terms.values() if t.key.role == role and t.stands(index)]

    def log_keys(self, size: int) -> list[PublicKey]:
        """List the keys that may sign a checkpoint of `size` entries: also that which its last entry ends."""
        return [
            t.key
            for t in self.terms.values()
            if t.key.role == Role.LOG and t.made < size and not t.over(size - 1)
        ]

    def take(self, ground: Ground) -> None:
        """Take one entry in; Broken with the code of the rule that it breaks, and then nothing has changed."""
        match ground.kind:
            case "log":
                self._begin(ground)
            case "key":
                self._keys(ground)
            case "root":
                self._root(ground)
            case _:
                self._policy(ground)

    def _begin(self, g: Ground) -> None:
        keys, threshold = _listed(g), g.open.get("threshold", 0)
        if not isinstance(threshold, int) or threshold < 0:
            raise _malformed()
        if threshold and threshold > len(_holders(keys)):
            raise _unreachable()
        if self.terms:
            raise Broken("log-twice", say("another entry says that it begins this log"))
        self.version, self.threshold = int(bool(threshold)), threshold
        for key in keys:
            self.terms.setdefault(key.key_id, Term(key, g.index))

    def _keys(self, g: Ground) -> None:
        if self.version:
            raise Broken(
                "register-stands",
                say("keys change by the root register alone, and the log's key signed this"),
            )
        ended = g.open.get("revoked", [])
        if not isinstance(ended, list):
            raise _malformed()
        terms = dict(self.terms)
        for key in _listed(g):
            terms.setdefault(key.key_id, Term(key, g.index))
        for key_id in ended:
            term = _known(terms, key_id)
            terms[term.key.key_id] = replace(term, ended=g.index)
        self.terms = terms

    def _root(self, g: Ground) -> None:
        keys, version, threshold = _listed(g), g.open.get("version"), g.open.get("threshold")
        if version != self.version + 1 or not isinstance(threshold, int) or threshold < 1:
            raise Broken(
                "register-version",
                say("a root register does not follow version {version}", version=self.version),
            )
        if threshold > len(_holders(keys)):
            raise _unreachable()
        if not any(k.role == Role.LOG for k in keys):
            raise Broken(
                "register-logless", say("a root register has no key of the log, so nothing could follow it")
            )
        new = {k.key_id: k for k in keys}
        if len(new) != len(keys):
            raise Broken("key-twice", say("one key stands twice in a root register"))
        self._demand_none_back(new)
        old = {i: t.key for i, t in self.terms.items() if t.key.role == Role.ROOT and t.ended is None}
        if self.version and _count(g.signers, old) < self.threshold:
            raise _unsigned()
        if _count(g.signers, new) < threshold:
            raise _unsigned()
        terms = {
            i: t if i in new or t.ended is not None else replace(t, ended=g.index)
            for i, t in self.terms.items()
        }
        for key_id, key in new.items():
            terms.setdefault(key_id, Term(key, g.index))
        self.terms, self.version, self.threshold = terms, version, threshold

    def _demand_none_back(self, new: Mapping[str, PublicKey]) -> None:
        for key_id, key in new.items():
            term = self.terms.get(key_id)
            if term and term.ended is not None:
                raise Broken(
                    "key-revoked", say("key {key_id} was revoked and cannot come back", key_id=key_id[:12])
                )
            if term and term.key.role != key.role:
                raise Broken(
                    "key-role", say("key {key_id} is for something else already", key_id=key_id[:12])
                )

    def _policy(self, g: Ground) -> None:
        text, version, old = g.open.get("policy"), g.open.get("version"), self.policy
        if version != (old.version if old else 0) + 1 or not isinstance(text, str):
            raise Broken("policy-version", say("a cosigning policy does not follow the one before it"))
        try:
            policy = parse(text)
        except BadInput as e:
            raise Broken(e.code, e.words, hint=e.advice) from e
        self._demand_ours(policy, g.index)
        signers = [s for s in g.signers if s in self.terms and self.terms[s].stands(g.index)]
        for each in (old.policy, policy) if old else (policy,):
            if not each.met(signers) or not signers:
                raise Broken(
                    "policy-unsigned",
                    say("a cosigning policy lacks signatures of the quorum of the old one or of its own"),
                )
        self.policies.append(Enacted(g.index, version, policy, text))

    def _demand_ours(self, policy: Policy, index: int) -> None:
        """Refuse a policy of other logs or keys, or in which one actor counts twice."""
        cosigners = {k.key_id: k.actor for k in self.standing(Role.COSIGNER, index)}
        logs = {k.raw for k in self.standing(Role.LOG, index)}
        ours = all(known.vkey.name == self.log and known.vkey.raw in logs for known in policy.logs)
        if (
            not ours
            or not policy.logs
            or not policy.cosigners.keys()
            or policy.names.keys() - cosigners.keys()
        ):
            raise Broken(
                "policy-foreign",
                say("a cosigning policy names a log or a cosigner that this record does not know"),
            )
        actors = [cosigners[key_id] for key_id in policy.names]
        if len(set(actors)) != len(actors):
            raise Broken("policy-member-twice", say("one actor counts twice in a cosigning policy"))


def _listed(g: Ground) -> list[PublicKey]:
    """Read the keys that an entry lists, each once."""
    listed = g.open.get("keys")
    if not isinstance(listed, list):
        raise Broken("entry-malformed", say("an entry that registers keys has no list of keys"))
    return [PublicKey.from_json(value) for value in listed]


def _holders(keys: Iterable[PublicKey]) -> set[str]:
    """Name the actors who hold root keys."""
    return {k.actor for k in keys if k.role == Role.ROOT}


def _count(signers: Iterable[str], keys: Mapping[str, PublicKey]) -> int:
    """Count the actors whose root keys signed."""
    return len(_holders(keys[s] for s in signers if s in keys))


def _known(terms: Mapping[str, Term], key_id: Json) -> Term:
    term = terms.get(key_id) if isinstance(key_id, str) else None
    if term is None or term.ended is not None:
        raise Broken("key-unknown", say("an entry revokes a key that does not stand"))
    return term


def _malformed() -> Broken:
    return Broken("entry-malformed", say("an entry about keys has a part of the wrong form"))


def _unreachable() -> Broken:
    return Broken("register-unreachable", say("the threshold asks for more actors than hold root keys"))


def _unsigned() -> Broken:
    return Broken(
        "register-unsigned", say("too few holders of root keys, of the old version or of the new, signed it")
    )


def fold(log: str, entries: Iterable[Ground]) -> Register:
    """Work the register out from the entries about keys and policies, in order."""
    register = Register(log)
    for entry in entries:
        register.take(entry)
    return register
