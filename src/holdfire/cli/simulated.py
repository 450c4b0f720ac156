"""A simulation of an agreement's rules as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.when import by_id
from holdfire.agreement.words import GRAVITIES, OUTCOMES
from holdfire.casework.simulate import OPEN
from holdfire.casework.simulated.behaviour import told
from holdfire.casework.simulated.blocking import WAYS
from holdfire.casework.simulated.course import PATIENCE_DAYS
from holdfire.casework.simulated.play import called
from holdfire.words import Words, say, say_n

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Gravity, Outcome
    from holdfire.casework.simulate import Simulation
    from holdfire.casework.simulated.blocking import Block
    from holdfire.casework.simulated.deadlocks import Deadlock

WHY_OPEN: Mapping[str, Words] = {
    "no-decision-rule": say("not determined: no decision rule"),
    "observes-only": say("not determined: the mechanism only observes"),
    "track-recorded": say("only recorded"),
    "too-early": say("not determined: a member is silent, and there is no time limit"),
    "not-heard": say("not determined: the accused is silent, and there is no time limit"),
    "suspended": say("not determined: cases wait for a member"),
    "signatures-missing": say("not determined: signatures are missing"),
    "nobody-left": say("not determined: nobody takes part who would"),
}
"""Why nothing came of a case, by the code of the objection."""


def lines(done: Simulation) -> Iterator[object]:
    """Write it all: what was worked out first, then what was drawn by lots."""
    agreement = done.agreement
    yield say(
        "Invented cases under the rules of “{name}”: nothing here is about a real incident, or what a real "
        "member did or would do.",
        name=agreement.names.get("en") or next(iter(agreement.names.values())),
    )
    yield ""
    yield say("Who can keep what from being found, though all the others agree (worked out, not drawn)")
    for sitting, found in done.blocked:
        yield ""
        members = called(agreement, [m.actor for m in sitting.panel])
        yield say("Panel from {day}: {members}", day=sitting.day, members=members)
        yield from _blocks(agreement, found)
    if not done.blocked:
        yield _indented(say("nobody sits"))
    yield ""
    yield say("Where cases stand still (worked out, not drawn)")
    yield from (_stuck(agreement, each) for each in done.stuck)
    if not done.stuck:
        yield _indented(say("nowhere"))
    if done.ended:
        yield ""
        yield from _drawn(done)


def _blocks(agreement: Agreement, found: Sequence[Block]) -> Iterator[object]:
    """Write one row for each who and how, with all findings and accused of which that is so."""
    everybody = {block.against for block in found}
    table: list[Sequence[object]] = []
    for block, findings, against in _rows(found):
        whom = say("anybody") if set(against) == everybody else called(agreement, against)
        names = ", ".join(str(OUTCOMES[finding]) for finding in findings)
        table.append((_who(agreement, block), names, whom, _how(block)))
    if table:
        yield from _table((say("who"), say("outcome"), say("against"), say("by what alone")), table)
    else:
        yield _indented(say("nobody, or nothing is ever found: see below"))


def _rows(found: Sequence[Block]) -> Iterator[tuple[Block, list[Outcome], tuple[str, ...]]]:
    alike: dict[Block, dict[Outcome, list[str]]] = {}
    for block in found:
        if block.side is None or not _adds_nothing(block, found):
            whoever = block._replace(against="", finding="violation")
            alike.setdefault(whoever, {}).setdefault(block.finding, []).append(block.against)
    for block, findings in alike.items():
        whom = {finding: tuple(against) for finding, against in findings.items()}
        for against in dict.fromkeys(whom.values()):
            yield block, [finding for finding in whom if whom[finding] == against], against


def _adds_nothing(block: Block, found: Sequence[Block]) -> bool:
    """Whether one of those who block together can do as much alone."""
    return any(
        set(other.ways) >= set(block.ways) and other.who[0] in block.who
        for other in found
        if other.side is None and other[:2] == block[:2] and set(other.gravities) >= set(block.gravities)
    )


def _who(agreement: Agreement, block: Block) -> Words:
    names = called(agreement, block.who)
    if block.side is None:
        return names
    side = by_id(agreement.sides)[block.side].name
    return say("backers of {side} together: {names}", side=side, names=names)


def _how(block: Block) -> str:
    how = "; ".join(str(WAYS[way]) for way in block.ways)
    return how if len(block.gravities) == len(GRAVITIES) else f"{how} ({_weights(block.gravities)})"


def _weights(gravities: Collection[Gravity]) -> str:
    return ", ".join(str(GRAVITIES[g]) for g in gravities)


def _stuck(agreement: Agreement, each: Deadlock) -> str:
    concerns = [str(called(agreement, each.members))] if each.members else []
    if each.gravities and len(each.gravities) < len(GRAVITIES):
        concerns.append(_weights(each.gravities))
    about = f" ({'; '.join(concerns)})" if concerns else ""
    return f"  {each.words}{about} [{each.rule}]"


def _drawn(done: Simulation) -> Iterator[object]:
    n = len(done.ended)
    yield say_n("{n} invented case (seed {seed})", "{n} invented cases (seed {seed})", n, seed=done.seed)
    if done.sitting:
        day = done.sitting.day
        yield _indented(
            say("heard by the panel from {day}; each followed for {n} days", day=day, n=PATIENCE_DAYS)
        )
    yield from map(_indented, told(done.profile))
    yield ""
    yield say("Days from allegation to determination, which may be “undetermined”")
    heads = (say("gravity"), say("cases"), say("determined"), say("median"), say("nine of ten within"))
    yield from _table(
        heads,
        [
            (GRAVITIES[g], each.cases, each.determined, _days(each.median_days), _days(each.p90_days))
            for g, each in done.lasted.items()
        ],
    )
    yield ""
    yield say("What became of them, by who was accused")
    yield from _outcomes(done)
    yield ""
    yield say("How often a step was late")
    late = [(step, _share(n, of), say("of {n}", n=of)) for step, (n, of) in done.late.items()]
    yield from (
        _table((say("step"), say("late"), ""), late) if late else [_indented(say("no step has a time limit"))]
    )


def _days(days: float | None) -> str:
    return "–" if days is None else f"{days:.1f}"


def _outcomes(done: Simulation) -> Iterator[object]:
    found = done.outcomes
    known = [o for o in OUTCOMES if any(o in counts for counts in found.values())]
    rest = sorted({o for counts in found.values() for o in counts if o.startswith(OPEN)})
    heads = (say("outcome"), *(called(done.agreement, [accused]) for accused in found))
    rows: list[Sequence[object]] = []
    for outcome in (*known, *rest):
        name = OUTCOMES[outcome] if outcome in OUTCOMES else WHY_OPEN[outcome.removeprefix(OPEN)]
        shares = [_share(counts.get(outcome, 0), sum(counts.values())) for counts in found.values()]
        rows.append((name, *shares))
    yield from _table(heads, rows)


def _indented(words: Words) -> str:
    return f"  {words}"


def _share(n: int, of: int) -> str:
    """Write a share so that none and few look different."""
    return "0" if n == 0 else "<1%" if n / of < 0.005 else f"{n / of:.0%}"


def _table(heads: Sequence[object], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Set rows in columns, as wide as what stands in them."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(heads))]
    for row in cells:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
