"""How a record stands with its cosigners, in plain English for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.record.encoding import instant_text

if TYPE_CHECKING:
    from holdfire.cosign.gather import Standing
    from holdfire.record.finality import Attendance

SECONDS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def lines(stands: Standing, size: int, now: int) -> list[str]:
    """Say in words how a record of `size` entries stands with its cosigners, at a time in seconds since 1970."""
    enacted = stands.policy
    if enacted is None:
        return ["no cosigning policy: nobody but the log's host has signed this record"]
    least, n = enacted.policy.least(), len(enacted.policy.cosigners)
    out = [
        f"final: {stands.final} of {size} entries; the policy of entry {enacted.index} asks for {least} of {n}"
    ]
    if not enacted.policy.safe():
        out.append(
            "  not safe: with so few, the log's host and some of them can show two people two final records"
        )
    return out + [f"  {_attended(each, now)}" for each in stands.attendance]


def _attended(each: Attendance, now: int) -> str:
    if not each.at:
        said = "has cosigned nothing yet"
    else:
        said = f"cosigned {each.size} entries, {instant_text(each.at * 1_000_000)}"
    return f"{each.name}: {said}" + (f"; behind for {span(now - each.behind)}" if each.behind else "")


def span(seconds: int) -> str:
    """Write a length of time by its two largest units: `3 h 20 min`."""
    left, out = max(seconds, 0), list[str]()
    for length, unit in SECONDS:
        if left >= length:
            out.append(f"{left // length} {unit}")
            left %= length
    return " ".join(out[:2]) or "0 s"
