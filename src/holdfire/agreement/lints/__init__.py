"""What an agreement leaves open, in plain words. Each lint is a pure function of the agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.lints import cosigning, course, judging, maps, seats, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from holdfire.agreement.lints.finding import Finding
    from holdfire.agreement.model import Agreement

# One lint a code, in the order in which a reader meets them; the code is the function's name with hyphens.
LINTS: tuple[Callable[[Agreement], Iterator[Finding]], ...] = (
    texts.no_definition,
    texts.no_counting_rule,
    texts.owed_without_date,
    texts.exclusion_without_test,
    texts.versions_signatories_differ,
    texts.versions_terms_differ,
    texts.version_text_unknown,
    texts.no_expiry,
    texts.no_renewal,
    texts.bound_unanswered,
    maps.no_map,
    maps.map_not_agreed,
    judging.no_members,
    judging.no_decision_rule,
    judging.decision_unreachable,
    judging.side_finds_alone,
    judging.accused_can_block,
    judging.exemption_without_consensus,
    seats.no_quorum_rule,
    seats.quorum_never_met,
    seats.no_interest_rule,
    seats.interest_unreachable,
    seats.no_team_rule,
    seats.team_one_sided,
    seats.no_walkout_rule,
    seats.walkout_stops_cases,
    course.no_clock,
    course.no_track_rule,
    course.no_closing_rule,
    course.no_escalation,
    course.rung_unreachable,
    judging.no_evidence_bar,
    judging.no_publication_rule,
    judging.outcomes_differ,
    cosigning.no_cosigners,
    cosigning.side_cosigns_alone,
    cosigning.quorum_two_histories,
    cosigning.quorum_unreachable,
    cosigning.host_keys_open,
)


def codes() -> tuple[str, ...]:
    """Every code that `lint` can give; `docs/agreement.md` says what each means."""
    return tuple(check.__name__.replace("_", "-") for check in LINTS)


def lint(agreement: Agreement) -> list[Finding]:
    """List what the agreement leaves open or tilts to a side; works on a draft. None stands twice."""
    return list(dict.fromkeys(finding for check in LINTS for finding in check(agreement)))
