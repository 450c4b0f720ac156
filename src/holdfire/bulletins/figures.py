"""Every figure of a daily bulletin, one by one. None is a sum over statuses, units or sides; each names its ground."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from holdfire.bulletins.model import Figure
from holdfire.bulletins.words import DETERMINED, FOLLOWED, OUTCOME, REPLY, STAND
from holdfire.casework.words import ALERT_STATES
from holdfire.words import Words, say, together

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from holdfire.bulletins.model import Alleged, Bulletin, Pair, SideCount

K = TypeVar("K", bound=str)
ALLEGATIONS = say("allegations")
INCIDENTS = say("incidents")


def figures(b: Bulletin) -> Iterator[Figure]:
    """Yield every figure: published counts, incidents by status, what was alleged, alerts, responses."""
    for c in b.counts:
        yield from _count(b, c)
    for status, n in b.by_status:
        mine = tuple(i.id for i in b.incidents if i.status == status)
        yield Figure("incidents", "", say("incidents of the day"), status, INCIDENTS, n, mine)
    yield from _withheld(b)
    for pair in b.pairs:
        yield from of_pair(b, pair)
    yield from _alerts(b)
    yield from _dues(b)


def of_incidents(b: Bulletin) -> Iterator[Figure]:
    """Yield the figures that stand on an incident's own line."""
    for i in b.incidents:
        rests = (i.id,)
        if i.killed:
            for words, n in (
                (say("killed, by the lowest report"), i.killed.low),
                (say("killed, most likely"), i.killed.best),
                (say("killed, by the highest report"), i.killed.high),
            ):
                yield Figure("incident", "", i.id, words, say("people"), n, rests)
        yield Figure(
            "incident", "", i.id, say("whose observation it is, counted"), say("origins"), i.origins, rests
        )
        yield Figure("incident", "", i.id, say("who carried it, counted"), say("sources"), i.sources, rests)


def _withheld(b: Bulletin) -> Iterator[Figure]:
    words = say("withheld until the agreed delay is over")
    for unit, n in (
        (INCIDENTS, b.withheld),
        (ALLEGATIONS, b.alleged_withheld),
        (say("alerts"), b.alerts_withheld),
    ):
        if n:
            yield Figure("withheld", "", words, say("withheld"), unit, n)


def _count(b: Bulletin, c: SideCount) -> Iterator[Figure]:
    by, rests = say("reported by {side}", side=c.side), (str(c.entry),)
    published = "published count"
    yield Figure(
        published, "", c.side, by, c.unit, c.total, rests, together(c.warnings) if c.warnings else ""
    )
    for area, name in b.areas:
        if area in c.by_area:
            yield Figure(published, name, c.side, by, c.unit, c.by_area[area], rests)
    if c.not_broken_down:
        rest = say("{by}, area not given", by=by)
        yield Figure(published, "", c.side, rest, c.unit, c.not_broken_down, rests)
    for status, n in _answers(c):
        if n is not None:
            yield Figure("answer to a count", "", c.side, status, c.unit, n, rests, c.verdict)


def _answers(c: SideCount) -> tuple[tuple[Words, int | None], ...]:
    return (
        (say("confirmed by {side}", side=c.verdict_by), c.confirmed),
        (say("exempt by {side}", side=c.verdict_by), c.exempt),
        (say("not confirmed by {side}", side=c.verdict_by), c.not_confirmed),
    )


def name_of(pair: Pair) -> Words:
    """Name a pair: who alleges, against whom."""
    return say("{claimant} against {accused}", claimant=pair.claimant, accused=pair.accused)


def of_pair(b: Bulletin, pair: Pair) -> Iterator[Figure]:
    """Yield a pair's figures: the same ones for every pair, so that each side's block has the same frame.

    They look at the same allegations from several sides, so that those of one kind alone may be compared.
    """
    alleged, name = pair.alleged, name_of(pair)
    by = say("alleged by {side}", side=pair.claimant)
    yield Figure("allegations", "", name, by, ALLEGATIONS, len(alleged), _entries(alleged))
    everything = [a for p in b.pairs for a in p.alleged]
    replies, stands_of, outcomes = (
        _frame(REPLY, {a.reply for a in everything}),
        _frame(STAND, {p.stand for a in everything for p in a.positions}),
        _frame(OUTCOME, {a.outcome for a in everything}),
    )
    yield from _kinds("replies", name, replies, alleged, lambda a: a.reply)
    for member in b.members:
        stands = {a.entry: p.stand for a in alleged for p in a.positions if p.member == member}
        asked = [a for a in alleged if a.entry in stands]
        item = say("{pair}: {member}", pair=name, member=b.name(member))
        yield from _kinds("positions", item, stands_of, asked, lambda a, s=stands: s[a.entry])  # type: ignore[misc]
    yield from _kinds("determinations", name, outcomes, alleged, lambda a: a.outcome)
    yield from _share(pair)


def _frame(words: Mapping[K, Words], found: Collection[str]) -> dict[K, Words]:
    """Give the rows of every pair: all there are, those of what is not held here only where something is not."""
    return {code: said for code, said in words.items() if code not in ("not held", "") or code in found}


def _kinds(
    section: str,
    item: Words,
    words: Mapping[K, Words],
    alleged: Iterable[Alleged],
    kind: Callable[[Alleged], K],
) -> Iterator[Figure]:
    found: dict[K, list[Alleged]] = {}
    for a in alleged:
        found.setdefault(kind(a), []).append(a)
    for code, status in words.items():
        mine = found.get(code, [])
        yield Figure(section, "", item, status, ALLEGATIONS, len(mine), _entries(mine))


def _share(pair: Pair) -> Iterator[Figure]:
    """Yield which share of a claimant's determined allegations against the other was found exempt, if any was."""
    found = [a for a in pair.alleged if a.outcome in DETERMINED]
    exempt = [a for a in found if a.outcome == "exempt"]
    if found:
        status, unit = say("found exempt, of those determined"), say("per cent")
        note = say("{n} of {of}", n=len(exempt), of=len(found))
        value = round(100 * len(exempt) / len(found))
        yield Figure("exemption share", "", name_of(pair), status, unit, value, _entries(found), note)


def _entries(alleged: Iterable[Alleged]) -> tuple[str, ...]:
    return tuple(str(a.entry) for a in alleged)


def _alerts(b: Bulletin) -> Iterator[Figure]:
    for state, words in ALERT_STATES.items():
        mine = tuple(a.id for a in b.alerts if a.state == state)
        if mine:
            yield Figure("alerts", "", say("alerts of the day"), words, say("alerts"), len(mine), mine)


def _dues(b: Bulletin) -> Iterator[Figure]:
    counted = Counter(d.step for d in b.dues)
    for step, words in FOLLOWED.items():
        if counted[step]:
            mine = tuple(str(d.entry) for d in b.dues if d.step == step)
            yield Figure("responses", "", say("what is to follow"), words, say("responses"), len(mine), mine)
