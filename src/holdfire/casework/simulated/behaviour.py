"""How invented members and parties behave, and what one invented matter is really like. All by drawing lots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.casework.model import Evidence
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from holdfire.agreement.model_rules import Gravity, Question
    from holdfire.casework.acts import Answer, Nature


@dataclass(frozen=True, slots=True)
class Profile:
    """Chances, each from 0 to 1, and times; the same for every member, party and side.

    `truth` is how often each question's answer is really yes. A member sees it right by `right`, cannot say by
    `unsure`, and else errs. A step takes a part of its time limit between the two of `pace`, or, where there is none,
    so many days as `unlimited` has it; every length is as likely.
    """

    truth: Mapping[Question, float]
    right: float = 0.9
    unsure: float = 0.07
    loyal: float = 0.6
    silent: float = 0.08
    replies: float = 0.7
    visits: float = 0.6
    denies: float = 0.3
    walks_out: float = 0.04
    stays_away: float = 0.3
    pace: tuple[float, float] = (0.1, 1.25)
    unlimited: tuple[float, float] = (1.0, 60.0)
    crimes: float = 0.05
    accidents: float = 0.05
    confidence: tuple[int, int] = (60, 100)


USUAL = Profile(truth={"happened": 0.85, "covered": 0.95, "exempt": 0.05, "accused": 0.8})
WEIGHTS: Mapping[Gravity, int] = {"minor": 6, "serious": 3, "grave": 1}
"""Of ten invented matters, how many are of each gravity."""


def told(profile: Profile) -> list[Words]:
    """Say how invented members behave, in plain words."""
    low, high = profile.pace
    return [
        say(
            "a member sees each question rightly {right} of the time, cannot say {unsure}, and errs in the rest",
            right=f"{profile.right:.0%}",
            unsure=f"{profile.unsure:.0%}",
        ),
        say(
            "it lays the act to the accused with {low} to {high} per cent confidence",
            low=profile.confidence[0],
            high=profile.confidence[1],
        ),
        say("{n} of members are silent in a case", n=f"{profile.silent:.0%}"),
        say(
            "whose own side is accused stands by it {n} of the time: it answers no, or claims an exemption, "
            "and signs no finding against it",
            n=f"{profile.loyal:.0%}",
        ),
        say(
            "the accused replies {replies} of the time; {visits} of cases are visited, access is denied to {denied} "
            "of those",
            replies=f"{profile.replies:.0%}",
            visits=f"{profile.visits:.0%}",
            denied=f"{profile.denies:.0%}",
        ),
        say(
            "a member walks out in {n} of cases, and of those {gone} never come back",
            n=f"{profile.walks_out:.0%}",
            gone=f"{profile.stays_away:.0%}",
        ),
        say(
            "the members determine a case as soon as the rules let them, but while a team is out not before the "
            "time limit"
        ),
        say(
            "a step takes {low} to {high} of its time limit; where there is none, {first} to {last} days",
            low=f"{low:.0%}",
            high=f"{high:.0%}",
            first=f"{profile.unlimited[0]:g}",
            last=f"{profile.unlimited[1]:g}",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Truth:
    """What one invented matter is really like, and what is to be seen of it."""

    gravity: Gravity
    nature: Nature
    answers: Mapping[Question, Answer]
    evidence: Evidence


def a_matter(profile: Profile, lots: Random) -> Truth:
    """Invent a matter."""
    origins = lots.randint(1, 4)
    drawn, crimes = lots.random(), profile.crimes
    nature: Nature = (
        "crime" if drawn < crimes else "accident" if drawn < crimes + profile.accidents else "breach"
    )
    return Truth(
        gravity=lots.choices(list(WEIGHTS), list(WEIGHTS.values()))[0],
        nature=nature,
        answers={q: "yes" if lots.random() < chance else "no" for q, chance in profile.truth.items()},
        evidence=Evidence(
            claims=origins + lots.randint(0, 4),
            origins=origins,
            kinds=min(origins, lots.randint(1, 3)),
            monitors=lots.random() < 0.4,
        ),
    )


def seen(profile: Profile, truth: Truth, lots: Random) -> dict[Question, Answer]:
    """Let a member judge a matter as it sees it."""
    return {q: _seen(profile, answer, lots.random()) for q, answer in truth.answers.items()}


def _seen(profile: Profile, answer: Answer, drawn: float) -> Answer:
    if drawn < profile.right:
        return answer
    if drawn < profile.right + profile.unsure:
        return "cannot say"
    return "no" if answer == "yes" else "yes"


def loyally(answers: Mapping[Question, Answer], lots: Random) -> dict[Question, Answer]:
    """Clear one's own side by one of the four answers, and leave the others as they are."""
    clearing: tuple[tuple[Question, Answer], ...] = (
        ("happened", "no"),
        ("covered", "no"),
        ("exempt", "yes"),
        ("accused", "no"),
    )
    question, answer = lots.choice(clearing)
    return {**answers, question: answer}


def absences(
    profile: Profile, members: list[str], span: float, lots: Random
) -> Iterator[tuple[str, float, float]]:
    """Draw who walks out within so many days, when, and when it comes back (days; never: infinity)."""
    for member in members:
        if lots.random() < profile.walks_out:
            begun = lots.uniform(0, span)
            back = (
                float("inf")
                if lots.random() < profile.stays_away
                else begun + lots.uniform(*profile.unlimited)
            )
            yield member, begun, back
