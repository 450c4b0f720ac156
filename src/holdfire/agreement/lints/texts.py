"""What the texts themselves leave open: definitions, versions, duration, who is bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.lints.finding import Finding, called
from holdfire.agreement.when import by_id
from holdfire.words import Name, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Actor, Agreement, Instrument, Term

DURABLE = ("agreement", "memorandum", "draft", "rules")
ONCE = {"evacuation", "detainee exchange", "talks", "other"}
"""Natures of what is done once, and needs no end."""


def no_definition(agreement: Agreement) -> Iterator[Finding]:
    """Find what is forbidden with nothing said of which acts break it."""
    for n, term in _forbidden(agreement):
        if not term.defines:
            yield Finding(
                "no-definition",
                say("nothing says which acts break “{id}”", id=term.id),
                f"terms[{n}].defines",
            )
    if all(term.mode == "allowed" for term in agreement.terms):
        yield Finding("no-definition", say("no term forbids anything or makes anything due"), "terms")


def no_counting_rule(agreement: Agreement) -> Iterator[Finding]:
    """Find what is forbidden with nothing said of what makes one incident, so that no two counts agree."""
    for n, term in _forbidden(agreement):
        if term.counting is None:
            words = say("nothing says how breaches of “{id}” are counted", id=term.id)
            yield Finding("no-counting-rule", words, f"terms[{n}].counting")


def owed_without_date(agreement: Agreement) -> Iterator[Finding]:
    """Find what is owed with no day by which."""
    for n, term in enumerate(agreement.terms):
        if term.mode == "owed" and term.due is None:
            yield Finding(
                "owed-without-date", say("“{id}” is owed, but by no date", id=term.id), f"terms[{n}].due"
            )


def exclusion_without_test(agreement: Agreement) -> Iterator[Finding]:
    """Find groups outside the truce with no test of when fire at them is exempt."""
    if agreement.rules.exemption is not None:
        return
    named: set[str] = set()
    for n, term in enumerate(agreement.terms):
        for m, exception in enumerate(term.exceptions):
            named |= set(exception.actors)
            if exception.actors:
                groups = called(agreement, exception.actors)
                words = say(
                    "“{id}” leaves out {groups}, with no test of who was hit, and where",
                    id=term.id,
                    groups=groups,
                )
                yield Finding("exclusion-without-test", words, f"terms[{n}].exceptions[{m}]")
    for n, actor in enumerate(agreement.actors):
        if actor.id not in named and any(span.status == "excluded" for span in actor.status):
            words = say(
                "{name}: excluded, but by no term, and with no test of when fire at it is exempt",
                name=Name.of(actor.names),
            )
            yield Finding("exclusion-without-test", words, f"actors[{n}].status")


def versions_signatories_differ(agreement: Agreement) -> Iterator[Finding]:
    """Find texts whose language versions were not signed by the same actors."""
    for n, instrument in enumerate(agreement.instruments):
        if len({frozenset(version.signatories) for version in instrument.versions}) > 1:
            words = say("the language versions of “{id}” have different signatories", id=instrument.id)
            yield Finding("versions-signatories-differ", words, f"instruments[{n}].versions")


def versions_terms_differ(agreement: Agreement) -> Iterator[Finding]:
    """Find texts whose language versions do not hold the same terms."""
    for n, instrument in enumerate(agreement.instruments):
        if len({frozenset(version.terms) for version in instrument.versions}) > 1:
            words = say("the language versions of “{id}” hold different terms", id=instrument.id)
            yield Finding("versions-terms-differ", words, f"instruments[{n}].versions")


def version_text_unknown(agreement: Agreement) -> Iterator[Finding]:
    """Find texts that nobody can compare: no version listed, or one whose bytes are unknown."""
    for n, instrument in enumerate(agreement.instruments):
        unknown = sorted(version.lang for version in instrument.versions if version.sha256 == "unknown")
        if unknown or not instrument.versions:
            words = (
                say(
                    "of “{id}” the text in {languages} is unknown, so that nobody can compare copies",
                    id=instrument.id,
                    languages=listed(unknown),
                )
                if unknown
                else say(
                    "of “{id}” no language version is listed, so that nobody can compare copies",
                    id=instrument.id,
                )
            )
            yield Finding("version-text-unknown", words, f"instruments[{n}].versions")


def no_expiry(agreement: Agreement) -> Iterator[Finding]:
    """Find agreements that end on no day, save those of which it is known that all they arrange is done once."""
    for n, instrument in _durable(agreement):
        lasts = not instrument.nature or set(instrument.nature) - ONCE
        if instrument.expires is None and lasts:
            words = say("nothing says until when “{id}” holds", id=instrument.id)
            yield Finding("no-expiry", words, f"instruments[{n}].expires")


def no_renewal(agreement: Agreement) -> Iterator[Finding]:
    """Find agreements that end with nothing said of how they go on."""
    for n, instrument in _durable(agreement):
        if instrument.expires is not None and instrument.renewal is None:
            words = say(
                "“{id}” ends on {expires}, and nothing says whether it can be renewed",
                id=instrument.id,
                expires=instrument.expires,
            )
            yield Finding("no-renewal", words, f"instruments[{n}].renewal")


def bound_unanswered(agreement: Agreement) -> Iterator[Finding]:
    """Find actors that a term binds, but that no guarantor ever answers for."""
    bound = {actor_id for term in agreement.terms for actor_id in term.binds}
    actors = by_id(agreement.actors)
    for n, actor in enumerate(agreement.actors):
        if actor.id in bound and not _answered_for(actor, actors, set()):
            words = say("{name} is bound, but nobody answers for it", name=Name.of(actor.names))
            yield Finding("bound-unanswered", words, f"actors[{n}].guarantors")


def _forbidden(agreement: Agreement) -> Iterator[tuple[int, Term]]:
    return ((n, term) for n, term in enumerate(agreement.terms) if term.mode == "forbidden")


def _durable(agreement: Agreement) -> Iterator[tuple[int, Instrument]]:
    whole = ((n, one) for n, one in enumerate(agreement.instruments) if one.part_of is None)
    return ((n, instrument) for n, instrument in whole if instrument.kind in DURABLE)


def _answered_for(actor: Actor, actors: dict[str, Actor], seen: set[str]) -> bool:
    seen.add(actor.id)
    if actor.guarantors or any(span.status == "guarantor" for span in actor.status):
        return True
    wider = [actors[span.of] for span in actor.memberships if span.of not in seen]
    return any(_answered_for(group, actors, seen) for group in wider)
