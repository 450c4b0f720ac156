"""Invented worlds for training the comparison: each with its own sources, precision, crowding, habits and gaps.

Everything about a world is drawn at random, so that what is learned from many holds in one that was not among them:
how crowded it is, how its sources see, what they leave out, how they count, what they copy. An exercise throughout;
`exercise_stream.py`, on which linking is measured, is another program with other rules and is never trained on.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import NamedTuple

from holdfire.linking.candidates import DAY
from holdfire.linking.model import LinkClaim
from holdfire.reports.model import ClaimId, Interval, Toll

HOUR = DAY // 24
KINDS = ("A1", "A2", "A3", "A4", "B1", "B2", "C1", "D1")
WORDS = [a + b + c for a in ("ka", "lo", "mi", "ru", "sha", "te") for b in ("ban", "dor", "fil", "gam", "hun", "jas")
         for c in ("", "a", "el", "im", "on", "ur")]  # fmt: skip
RADII = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 25.0, 60.0)


class Source(NamedTuple):
    """How one source of a world sees and tells."""

    name: str
    sort: str
    share: float
    radii: tuple[float, ...]
    weights: tuple[float, ...]
    off: float
    wrong: float
    silent: float
    uncounted: float
    hours: float
    vague: float
    copies: float
    round_up: float
    lag: float


class World(NamedTuple):
    """What holds for a whole world."""

    rng: random.Random
    sources: list[Source]
    actors: list[str]
    coded: bool
    texts: bool
    injured: bool
    victims: bool
    settings: bool
    names: bool
    side: float
    days: int


def world(seed: int, incidents: int = 250) -> tuple[list[LinkClaim], list[str]]:
    """Make one world: its claims, in no order, and the incident that each tells of."""
    rng = random.Random(seed)
    made = _world(rng, incidents)
    claims: list[LinkClaim] = []
    truth: list[str] = []
    for number, incident in enumerate(_incidents(made, incidents)):
        for told in _told(made, incident):
            claims.append(told)
            truth.append(f"w{seed}-{number}")
    order = rng.sample(range(len(claims)), len(claims))
    renamed = [_numbered(claims[at], n, seed) for n, at in enumerate(order)]
    return _round_ups(made, renamed, [truth[at] for at in order]), [truth[at] for at in order]


def _world(rng: random.Random, incidents: int) -> World:
    neighbours = 10 ** rng.uniform(-0.7, 1.3)
    days = rng.choice((14, 30, 90, 200))
    area = incidents / days * 3 * math.pi * 10**2 / neighbours
    sources = [_source(rng, n) for n in range(rng.randint(3, 8))]
    flags = [rng.random() < share for share in (0.6, 0.8, 0.4, 0.4, 0.4, 0.8)]
    actors = [f"actor {n}" for n in range(rng.randint(2, 8))]
    return World(rng, sources, actors, *flags, math.sqrt(area), days)


def _source(rng: random.Random, n: int) -> Source:
    radii = tuple(sorted(rng.sample(RADII, rng.randint(1, 3))))
    return Source(
        f"source {n}", rng.choice(("party", "monitor", "press", "data")), rng.uniform(0.1, 0.6), radii,
        tuple(rng.random() + 0.1 for _ in radii), rng.uniform(0, 0.18), rng.uniform(0, 0.2), rng.uniform(0, 0.5),
        rng.uniform(0, 0.4), rng.random() * (rng.random() < 0.3), rng.uniform(0, 0.1),
        rng.uniform(0, 0.3) * (rng.random() < 0.5), rng.uniform(0, 0.4), rng.choice((0.1, 0.5, 2.0)),
    )  # fmt: skip


class Happened(NamedTuple):
    """One incident of a world: where in km from its corner, when, what, by and to whom."""

    x: float
    y: float
    centre: tuple[float, float]
    at: float
    kind: str
    by: str
    to: str
    killed: int
    injured: int
    place: str
    context: str
    target: str


def _incidents(w: World, n: int) -> list[Happened]:
    rng, made = w.rng, []
    spots = [(rng.random() * w.side, rng.random() * w.side) for _ in range(max(3, n // rng.choice((20, 60))))]
    spread, burst = rng.uniform(1, 8), rng.uniform(0, 0.5)
    while len(made) < n:
        centre, at = rng.choice(spots), rng.random() * w.days
        for _ in range(1 + (rng.random() < burst) * rng.randint(1, 5)):
            x, y = (c + rng.gauss(0, spread) for c in centre)
            by = rng.choice(w.actors)
            made.append(Happened(
                x, y, centre, at, rng.choice(KINDS[: rng.choice((3, 8))]), by, rng.choice(w.actors),
                max(0, int(rng.paretovariate(1.1)) - rng.choice((1, 1, 2))), max(0, int(rng.paretovariate(0.9)) - 1),
                WORDS[int(x // 3 * 31 + y // 3 * 17) % len(WORDS)], rng.choice("PQRS"), rng.choice("XYZ"),
            ))  # fmt: skip
            at += rng.expovariate(4)
    return made[:n]


def _told(w: World, i: Happened) -> list[LinkClaim]:
    rng = w.rng
    told = [_claim(w, s, i) for s in w.sources if rng.random() < s.share]
    copied = [
        _copy(w, claim, s)
        for claim in told
        for s in w.sources
        if s.copies and claim.source != s.name and rng.random() < s.copies / len(told)
    ]
    return told + copied


def _copy(w: World, claim: LinkClaim, s: Source) -> LinkClaim:
    origin = claim.source if w.rng.random() < 0.3 else ""
    published = (claim.published or 0) + int(w.rng.expovariate(6) * DAY)
    return replace(claim, source=s.name, source_type=s.sort, origin=origin, published=published)


def _claim(w: World, s: Source, i: Happened) -> LinkClaim:
    rng = w.rng
    radius = rng.choices(s.radii, s.weights)[0]
    x, y = (i.x, i.y) if radius < 8 else i.centre
    lean = radius / rng.choice((1.5, 2, 3)) if radius < 8 else 0.0
    x, y = x + rng.gauss(0, lean), y + rng.gauss(0, lean)
    when, published = _when(rng, s, i)
    kind = rng.choice(KINDS) if rng.random() < s.wrong else i.kind
    blamed = () if rng.random() < s.silent else (rng.choice(w.actors),) if rng.random() < 0.06 else (i.by,)
    hit = (i.to,) if w.victims and rng.random() > s.silent else ()
    killed = None if rng.random() < s.uncounted else _count(rng, i.killed)
    injured = _count(rng, i.injured) if w.injured and rng.random() > s.uncounted else None
    area = f"area {round(i.centre[0])}/{round(i.centre[1])}"
    spot = i.place if radius < 8 else area
    kind = kind if w.coded else f"{WORDS[KINDS.index(kind)]} {kind[0]}"
    return LinkClaim(
        ClaimId(0, 0), when, 30 + x / 100.0, 10 + y / 110.57, radius, (kind,), blamed, tuple(sorted({*blamed, *hit})),
        killed, s.name, "", "", injured, hit, _some(rng, w.settings, i.context, "PQRS"),
        _some(rng, w.settings, i.target, "XYZ"), spot if w.names else "", area if w.names else "", s.sort, published,
        _text(w, i, kind, spot, killed) if w.texts and rng.random() < 0.9 else "",
    )  # fmt: skip


def _some(rng: random.Random, stated: bool, value: str, others: str) -> str:
    return "" if not stated or rng.random() < 0.2 else rng.choice(others) if rng.random() < 0.15 else value


def _when(rng: random.Random, s: Source, i: Happened) -> tuple[Interval, int]:
    at = int((19_000 + i.at) * DAY)
    day = at // DAY + (rng.choice((-1, 1)) if rng.random() < s.off else 0)
    published = at + int(rng.expovariate(1 / s.lag) * DAY)
    if rng.random() < s.hours:
        start = at - at % HOUR - rng.randint(0, 2) * HOUR
        return Interval(start, start + rng.randint(1, 5) * HOUR), published
    if rng.random() < s.vague:
        before = rng.randint(0, 6)
        return Interval((day - before) * DAY, (day + rng.randint(1, 7)) * DAY), published
    return Interval(day * DAY, (day + 1) * DAY), published


def _count(rng: random.Random, n: int) -> Toll:
    best = (
        n if rng.random() < 0.6 else max(0, round(n * math.exp(rng.gauss(0, 0.4)) + rng.choice((-1, 0, 1))))
    )
    wide = rng.choice((0, 0, 1, 2))
    return Toll(max(0, best - wide), best, best + wide)


def _text(w: World, i: Happened, kind: str, spot: str, killed: Toll | None) -> str:
    rng = w.rng
    said = [
        f"{kind} {rng.choice(WORDS[40:50])}",
        spot,
        i.by if rng.random() < 0.5 else "",
        rng.choice(WORDS[60:120]),
    ]
    if killed and rng.random() < 0.6:
        said.append(f"{killed.best} killed")
    if rng.random() < 0.5:
        said.append(f"day {int(i.at)}")
    own = random.Random(f"{i.x:.3f}{i.y:.3f}{i.at:.4f}")
    said += [WORDS[own.randrange(len(WORDS))] for _ in range(rng.randint(0, 3))]
    said += [rng.choice(WORDS) for _ in range(rng.randint(0, 6))]
    return " ".join(rng.sample(said, len(said)))


def _numbered(claim: LinkClaim, n: int, seed: int) -> LinkClaim:
    return replace(claim, id=ClaimId(n, 0), document=f"d{seed}-{n}")


def _round_ups(w: World, claims: list[LinkClaim], truth: list[str]) -> list[LinkClaim]:
    """Let some claims of one source about different incidents stand in one document."""
    shares = {s.name: s.round_up for s in w.sources}
    last: dict[str, tuple[str, set[str]]] = {}
    out = []
    for claim, incident in zip(claims, truth, strict=True):
        text, held = last.get(claim.source, ("", set()))
        if not text or incident in held or w.rng.random() > shares[claim.source]:
            text, held = claim.document, set()
        last[claim.source] = text, held | {incident}
        out.append(replace(claim, document=text))
    return out
