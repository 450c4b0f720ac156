"""Every measure of a mechanism, from its matters. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.measures.answers import cross_confirmation, members_answers, replies
from holdfire.measures.backlog import absences, backlog
from holdfire.measures.durations import durations
from holdfire.measures.outcomes import calibration, outcomes, reversals
from holdfire.measures.publish import published
from holdfire.measures.symmetry import symmetry

if TYPE_CHECKING:
    from holdfire.measures.model import Figure, Ground


def figures(ground: Ground, *, publish: bool = False) -> tuple[Figure, ...]:
    """Give every figure; with `publish` as they may be published, small numbers held back."""
    matters = ground.matters
    whole = (
        *durations(matters),
        *backlog(matters, ground.now),
        *replies(matters),
        *members_answers(matters),
        *cross_confirmation(matters),
        *outcomes(matters),
        *reversals(matters),
        *calibration(matters),
        *symmetry(matters, ground.sides),
        *absences(ground.absences, ground.now),
    )
    found = published(whole) if publish else whole
    order = {figure.measure: n for n, figure in reversed([*enumerate(found)])}
    return tuple(sorted(found, key=lambda figure: order[figure.measure]))
