"""What the rules leave open about the record: who cosigns it, and who holds the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.lints.finding import Finding, called
from holdfire.words import Name, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfire.agreement.model import Agreement


def no_cosigners(agreement: Agreement) -> Iterator[Finding]:
    """Find a record that nobody but its host vouches for."""
    if agreement.rules.cosigning is None:
        yield Finding("no-cosigners", say("nobody cosigns the record"), "rules.cosigning")


def side_cosigns_alone(agreement: Agreement) -> Iterator[Finding]:
    """Find a side whose backers make the cosigners' quorum on their own."""
    cosigning = agreement.rules.cosigning
    if cosigning is None:
        return
    for side in agreement.sides:
        backers = sorted({one.actor for one in cosigning.cosigners if one.backs == side.id})
        if len(backers) >= cosigning.quorum:
            words = say(
                "backers of {name} can cosign alone: {agreement}",
                name=Name.of(side.names),
                agreement=called(agreement, backers),
            )
            yield Finding("side-cosigns-alone", words, "rules.cosigning.quorum")


def quorum_two_histories(agreement: Agreement) -> Iterator[Finding]:
    """Find a quorum under which two histories can both be cosigned.

    With n cosigners, f of them false, any two quorums of q share an honest one only if q >= (n + f + 1) / 2:
    two quorums share at least 2q - n cosigners, which must be more than f.
    """
    cosigning = agreement.rules.cosigning
    if cosigning is None:
        return
    n, f, q = len({one.actor for one in cosigning.cosigners}), cosigning.tolerates, cosigning.quorum
    if 2 * q < n + f + 1:
        words = say(
            "with {n} cosigners of whom {f} may be false, a quorum of {q} can sign two histories; "
            "it needs at least {least}",
            n=n,
            f=f,
            q=q,
            least=(n + f + 2) // 2,
        )
        yield Finding("quorum-two-histories", words, "rules.cosigning.quorum")


def quorum_unreachable(agreement: Agreement) -> Iterator[Finding]:
    """Find a quorum larger than the number of cosigners."""
    cosigning = agreement.rules.cosigning
    n = len({one.actor for one in cosigning.cosigners}) if cosigning else 0
    if cosigning and cosigning.quorum > n:
        words = say("a quorum of {quorum} cannot be had from {n}", quorum=cosigning.quorum, n=n)
        yield Finding("quorum-unreachable", words, "rules.cosigning.quorum")


def host_keys_open(agreement: Agreement) -> Iterator[Finding]:
    """Find rules that do not say whether the log's host may hold members' keys."""
    if agreement.rules.host_held_keys is None:
        words = say("nothing says whether the log's host may hold members' keys")
        yield Finding("host-keys-open", words, "rules.host_held_keys")
