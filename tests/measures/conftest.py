"""Cases made by hand, under the exercise's agreement, and what is seen of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from desk import EXERCISE
from holdfire.agreement.load import load
from holdfire.casework import acts
from holdfire.casework.model import Case, Done
from holdfire.measures.matters import Look, matters
from holdfire.measures.model import Found, Ground, Matter, Spell
from holdfire.measures.who import Who

HOUR = 3_600_000_000
START = 1_930_500_000_000_000  # 5 March 2031
AGREEMENT = load((EXERCISE / "mechanism.yaml").read_bytes(), "exercise")
LOOK = Look(lambda _said: "north", lambda *_: "L2", lambda *_: False)
YES = {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"}


@dataclass
class Play:
    """One case, played by the hour: what is done, and what is measured of it after so many hours."""

    acts: list[Done] = field(default_factory=list)
    who: Who = field(default_factory=lambda: Who(AGREEMENT))

    def do(self, hour, kind, actor, body, about=0):
        entry = 100 + len(self.acts)
        at = START + round(hour * HOUR)
        self.acts.append(Done(entry, "c100", kind, actor, (actor,), "member", at, None, about, "", 0, body))
        return entry

    def allege(self, hour=0, claimant="ridge-movement", accused="shore-army", gravity="serious"):
        return self.do(hour, "allegation", claimant, acts.Allegation(accused=accused, gravity=gravity))

    def tell(self, hour, about, to="kellan"):
        return self.do(hour, "notice", "isles-envoy", acts.Notice(to=to), about)

    def reply(self, hour, about, answer="denied"):
        return self.do(hour, "reply", "shore-army", acts.Answered(answer=answer), about)

    def assess(self, hour, about, member="kellan", confidence=None, **said):
        laid = None if confidence is None else acts.Attribution(confidence=confidence)
        body = acts.Assessment(answers=YES | said, attribution=laid)
        return self.do(hour, "assessment", member, body, about)

    def determine(self, hour, about, outcome="violation", **joint):
        body = acts.Determination(outcome=outcome, joint=YES | joint)
        return self.do(hour, "determination", "isles-envoy", body, about)

    def reopen(self, hour, about):
        return self.do(hour, "reopening", "dorvia", acts.Reopening(reason="new"), about)

    def matters(self, hour):
        case = Case("c100", tuple(self.acts))
        return list(matters(self.who, case, LOOK, START + round(hour * HOUR)))

    def clocks_case(self):
        return Case("c100", tuple(self.acts))


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def ground():
    """Make the ground of measures out of allegations."""
    return lambda found, now=START: Ground(tuple(found), (), ("shore", "ridge"), now)


@pytest.fixture
def matter():
    """Make an allegation; with an outcome it was determined after an hour, in time or late."""
    made = iter(range(1_000_000))

    def make(outcome="", *, late=False, **more):
        n = next(made)
        given = {
            "entry": 10 * n, "case": f"c{n}", "claimant": "ridge-movement", "claimant_side": "ridge",
            "accused": "shore-army", "accused_side": "shore", "area": "north", "gravity": "serious",
            "at": START, "state": "determined" if outcome else "open",
        }  # fmt: skip
        if outcome:
            end, due = START + HOUR, START + (HOUR // 2 if late else 2 * HOUR)
            given["found"] = (Found(10 * n + 1, end, outcome, {}, "L2"),)
            given["spells"] = (Spell("determine", "", START, end, end, False, due, (10 * n, 10 * n + 1)),)
        return Matter(**{**given, **more})

    return make
