"""How long the measures of 10,000 cases take: `python benchmarks/measures.py [CASES]`. The cases are made up."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from holdfire.agreement.load import load
from holdfire.casework import acts
from holdfire.casework.model import Case, Done
from holdfire.measures.matters import Look, matters
from holdfire.measures.measure import figures
from holdfire.measures.model import Ground
from holdfire.measures.who import Who

EXERCISE = Path(__file__).parents[1] / "examples" / "exercise" / "mechanism.yaml"
START, HOUR = 1_930_000_000_000_000, 3_600_000_000
MEMBERS = ("kellan", "dorvia", "isles-envoy")
SIDES = (("shore-government", "ridge-movement", "dorvia"), ("ridge-movement", "shore-army", "kellan"))


def case(n, chance):
    """One case: alleged, told, answered, assessed, determined, each with some chance."""
    claimant, accused, guarantor = chance.choice(SIDES)
    found: list[Done] = []
    first, at = n * 20, START + chance.randrange(300 * 24) * HOUR

    def act(kind, actor, body, about=0):
        nonlocal at
        at += chance.randrange(1, 20) * HOUR
        entry = first + len(found)
        found.append(Done(entry, f"c{first}", kind, actor, (actor,), "member", at, None, about, "", 0, body))
        return entry

    gravity = chance.choice(("minor", "serious", "grave"))
    said = act("allegation", claimant, acts.Allegation(term="no-fire", accused=accused, gravity=gravity))
    notice = act("notice", "isles-envoy", acts.Notice(to=guarantor), said)
    if chance.random() < 0.9:
        act("receipt", guarantor, acts.Receipt(), notice)
    if chance.random() < 0.8:
        act("reply", accused, acts.Answered(answer=chance.choice(("admitted", "denied", "justified"))), said)
    answers = {
        "happened": "yes",
        "covered": "yes",
        "exempt": "no",
        "accused": chance.choice(("yes", "no", "cannot say")),
    }
    for member in MEMBERS:
        if chance.random() < 0.9:
            laid = acts.Attribution(confidence=chance.randrange(50, 101))
            act("assessment", member, acts.Assessment(answers=answers, attribution=laid), said)
    if chance.random() < 0.8:
        outcome = chance.choice(("violation", "exempt", "contested", "undetermined"))
        joint = {**answers, "accused": chance.choice(("yes", "no", "open"))}
        act("determination", MEMBERS[0], acts.Determination(outcome=outcome, joint=joint), said)
    return Case(f"c{first}", tuple(found))


def main():
    """Make the cases, then time the two steps of measuring them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(1)
    cases = [case(n, chance) for n in range(count)]
    agreement = load(EXERCISE.read_bytes(), EXERCISE.name)
    areas = [a.id for a in agreement.areas]
    look = Look(
        lambda _said: chance.choice(areas), lambda *_: chance.choice(("L1", "L2", "L3")), lambda *_: False
    )
    now, who = START + 330 * 24 * HOUR, Who(agreement)
    t0 = time.process_time()
    found = tuple(m for c in cases for m in matters(who, c, look, now))
    t1 = time.process_time()
    ground = Ground(found, (), tuple(s.id for s in agreement.sides), now)
    made = figures(ground)
    t2 = time.process_time()
    published = figures(ground, publish=True)
    t3 = time.process_time()
    print(f"{count} cases: {t1 - t0:.2f} s of CPU to read them, {t2 - t1:.2f} s for {len(made)} figures")
    print(f"{t3 - t2:.2f} s for the published form, {sum(f.n is None for f in published)} figures held back")


if __name__ == "__main__":
    main()
