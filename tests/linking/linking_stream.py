"""An invented stream of claims about known incidents, small and seeded, for the tests of this room."""

from __future__ import annotations

import math
import random

from holdfire.linking.candidates import DAY
from holdfire.linking.model import LinkClaim
from holdfire.reports.model import ClaimId, Interval, Toll

SOURCES = (("post", 0.2, 0.0), ("hotline", 3.0, 0.1), ("paper", 3.0, 0.15), ("register", 12.0, 0.1))
"""Name, precision in kilometres, share of days off by one."""


def claim(n, **said):
    """Say that something happened at one place on one day, or otherwise as `said`."""
    usual = {
        "when": Interval(0, DAY),
        "lon": 36.0,
        "lat": 35.0,
        "radius_km": 1.0,
        "source": f"s{n}",
        "document": f"d{n}",
    }
    return LinkClaim(ClaimId(n, 0), **{**usual, **said})


def stream(incidents, seed, *, days=60, across_km=60.0):
    """Return (claims, incident of each claim): every source tells of half of them, as precisely as it can."""
    rng = random.Random(seed)
    claims, truth = [], {}
    for incident in range(incidents):
        x, y, day = rng.random() * across_km, rng.random() * across_km, rng.randrange(days)
        kind, who = rng.choice(("A1", "A2", "A3")), rng.choice(("red", "blue"))
        dead = rng.choice((0, 0, 0, 1, 2, 5))
        for source, radius, off in SOURCES:
            if rng.random() < 0.5:
                continue
            said = day + (rng.choice((-1, 1)) if rng.random() < off else 0)
            toll = max(0, dead + rng.choice((-1, 0, 0, 0, 1)))
            found = claim(
                len(claims),
                when=Interval(said * DAY, (said + 1) * DAY),
                lon=36 + (x + rng.gauss(0, radius / 2)) / (111.32 * math.cos(math.radians(35))),
                lat=35 + (y + rng.gauss(0, radius / 2)) / 110.57,
                radius_km=radius,
                types=(kind if rng.random() < 0.9 else "A4",),
                perpetrators=() if rng.random() < 0.2 else (who,),
                killed=Toll(max(0, toll - 1), toll, toll + 1),
                source=source,
            )
            claims.append(found)
            truth[found.id] = incident
    return claims, truth


def pair_f1(truth, found):
    """Give pairwise precision, recall and their harmonic mean."""
    ids = sorted(truth)
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]]
    hit = sum(truth[a] == truth[b] and found[a] == found[b] for a, b in pairs)
    precision = hit / max(1, sum(found[a] == found[b] for a, b in pairs))
    recall = hit / max(1, sum(truth[a] == truth[b] for a, b in pairs))
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
