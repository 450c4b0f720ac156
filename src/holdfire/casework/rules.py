"""What may be done in a case, by whom, when: each rule returns the objection, or None. Pure.

`objection` is the one judge: a draft is asked it before it is signed, and an entry when it is read from the log.
`who_and_when` is its first half, which needs no form filled in: what could this actor do now, and if not, why not?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfire.casework import conduct, forms
from holdfire.casework.acts import ABOUT, ALERT, DESK, FORMS, OPENING
from holdfire.casework.model import Case, Thread
from holdfire.errors import Conflict, HoldfireError, NotFound, Refused
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement
    from holdfire.casework.acts import Body
    from holdfire.casework.world import World

IGNORES: dict[str, frozenset[str]] = {
    "assessment": frozenset(
        {"notice", "receipt", "tasking", "access-request", "assessment", "response", "follow-up"}
    ),
    "receipt": frozenset(FORMS),
    "reply": frozenset(FORMS) - {"withdrawal", "determination"},
    "access": frozenset(FORMS) - {"access"},
}
"""Acts that may have come in since without making one of this kind stale: what its author need not have seen.

Members assess side by side, and whoever is told or asked answers when the message reaches it. A member's own earlier
assessment does count as news to it (`_is_news`).
"""

READS: dict[str, tuple[str, ...]] = {
    "allegation": (*OPENING, "access-request", "access", "tasking"),
    "notice": OPENING,
    "receipt": ("notice",),
    "reply": OPENING,
    "access": ("access-request", "tasking"),
    "visit": ("tasking",),
    "finding": ("tasking",),
    "assessment": OPENING,
    "determination": (*OPENING, "notice", "tasking", "access-request", "access", "visit", "assessment"),
    "follow-up": ("response", "follow-up"),
    "escalation": tuple(FORMS),
    "acknowledgement": ("call",),
}
"""Into what earlier acts say the rules for each kind of act look; of other acts, that they are there is enough."""


DAY = 86_400_000_000
GOOD_FOR = 7 * DAY
"""How long after it was made an act that names no earlier one is taken in, microseconds."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that somebody means to do, or has signed; `head` is None only for what opens a case or an alert.

    `signers` are the actors whose keys sign it, its `actor` among them. `absent` of its values are not held here. `age`
    is how long before the log took it in it says that it was made, microseconds.
    """

    kind: str
    actor: str
    body: Body
    about: int = 0
    head: int | None = None
    signers: tuple[str, ...] = ()
    held: str = "member"
    absent: int = 0
    age: int = 0

    @property
    def said(self) -> Any:
        """The form as it is filled in."""
        return self.body


def objection(world: World, thread: Thread | None, attempt: Attempt) -> HoldfireError | None:
    """Say why an act does not count in the state that it meets, or None."""
    return (
        keys_objection(world.agreement, attempt.held)
        or _place(thread, attempt)
        or who_and_when(world, thread, attempt.kind, attempt.actor, attempt.about)
        or _form(world, thread, attempt)
    )


def who_and_when(
    world: World, thread: Thread | None, kind: str, actor: str, about: int = 0
) -> HoldfireError | None:
    """Say why an actor may not do an act of this kind now, whatever it would say; None where it may.

    Where values that the rules look into are not held here, only the rules that need none are asked.
    """
    dark = blind(world, thread, kind)
    asked = (rule for rule in conduct.RULES[kind] if not (dark and rule in conduct.READING))
    return next((found for rule in asked if (found := rule(world, thread, actor, about))), None)


def blind(world: World, thread: Thread | None, kind: str) -> bool:
    """Tell whether a value that the rules for a kind of act look into is not held here."""
    if thread is None:
        return False
    if any(a.absent for a in thread.of(*READS.get(kind, ()))):
        return True
    if kind != "escalation" or not isinstance(thread, Case):
        return False
    rests = (world.evidence(thread.alleged(a.entry)) for a in thread.allegations)
    return not (world.whole() and all(e.whole for e in rests))


def leans(world: World, thread: Thread | None, attempt: Attempt) -> bool:
    """Tell whether the judgement of an act hangs on values that are not held here, its own among them."""
    if attempt.absent or blind(world, thread, attempt.kind):
        return True
    if attempt.kind not in ("assessment", "determination") or not isinstance(thread, Case):
        return False
    said = thread.get(attempt.about)
    return said is not None and said.kind in OPENING and not world.evidence(thread.alleged(said.entry)).whole


def _form(world: World, thread: Thread | None, attempt: Attempt) -> HoldfireError | None:
    """Judge what the act says. Where values of it are not held here, it is taken as its signer made it."""
    if attempt.absent or blind(world, thread, attempt.kind):
        return None
    return next(
        (f for rule in forms.RULES.get(attempt.kind, ()) if (f := rule(world, thread, attempt))), None
    )


def keys_objection(agreement: Agreement, held: str) -> HoldfireError | None:
    """Refuse an act signed with a key that the host holds, where the agreement forbids it."""
    if held == "host" and agreement.rules.host_held_keys is False:
        return Refused(
            "key-host-held",
            say("the agreement does not let the log's host hold a member's key"),
            hint=say("sign with a key of the member's own"),
        )
    return None


def _place(thread: Thread | None, attempt: Attempt) -> HoldfireError | None:
    """An act in a case needs the case, the act that it is about, and to have seen what it must have seen."""
    opens = attempt.head is None and attempt.kind in (*OPENING, "alert")
    if opens or attempt.kind in DESK:
        return _overaged(attempt)
    if thread is None:
        return NotFound("case-missing", say("there is no such case in this book"))
    return about_objection(thread, attempt.kind, attempt.about) or head_objection(thread, attempt)


def _overaged(attempt: Attempt) -> HoldfireError | None:
    """What names no earlier act cannot be seen to be overtaken, so it is good for a time only."""
    if attempt.age <= GOOD_FOR:
        return None
    return Conflict(
        "signed-long-ago",
        say("it was made more than {n} days before it came here", n=GOOD_FOR // DAY),
        hint=say("make it anew"),
    )


def about_objection(thread: Thread, kind: str, about: int) -> HoldfireError | None:
    """An act that is about another one needs that one, in the same case, of a kind that it can be about."""
    wanted, target = ABOUT.get(kind), thread.get(about)
    if not wanted or (target is not None and target.kind in wanted):
        return None
    return NotFound(
        "about-missing",
        say("entry {about} is nothing in this case that such an act could be about", about=about),
        hint=say("name the entry of: {kinds}", kinds=", ".join(wanted)),
    )


def head_objection(thread: Thread, attempt: Attempt) -> HoldfireError | None:
    """An act must have seen what could change its author's mind: of two that race, the later does not count.

    In an alert nothing goes stale: every minute counts, and each act there is a fact of its own.
    """
    if attempt.kind in ALERT:
        return None
    seen = thread.get(attempt.head or -1)
    news = next(_news(thread, attempt), None)
    if seen is None or news is not None:
        return Conflict(
            "head-stale",
            say(
                "the case has moved on: entry {head} came after {seen}, which this act saw",
                head=news if news is not None else thread.head,
                seen=attempt.head or 0,
            ),
            hint=say("read what is new, then act again"),
        )
    return None


def _news(thread: Thread, attempt: Attempt) -> Iterator[int]:
    ignored = IGNORES.get(attempt.kind, frozenset())
    for act in reversed(thread.counting):
        if act.entry <= (attempt.head or -1):
            return
        own = act.kind == attempt.kind and act.actor == attempt.actor and act.about == attempt.about
        if act.kind not in ignored or (own and attempt.kind == "assessment"):
            yield act.entry
