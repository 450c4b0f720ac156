"""The command `check`: a book, a folder of tiles or one proof file, offline; in plain words, and with stable codes."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.cli import tell
from holdfire.cli.options import book_argument, file_bytes, progress
from holdfire.cosign.compare import compare, view
from holdfire.cosign.words import lines, span
from holdfire.db.engine import is_server
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.record import check_proof, check_tiles, receipt
from holdfire.record.encoding import instant_text
from holdfire.record.finality import State
from holdfire.record.policy import Policy, parse
from holdfire.record.receipt import Extra
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.record.check_proof import Shown
    from holdfire.record.intact import Intact

UNITS = {"min": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"([1-9][0-9]{0,5})(min|h|d)")


@click.command("check")
@book_argument
@click.option("--expect", default="", help="Fingerprint of entry 0 that it must have.")
@click.option(
    "--policy", "policy_file", type=click.Path(dir_okay=False), help="Policy file that it must go by."
)
@click.option(
    "--against", metavar="OTHER", help="Another's book, tiles, proof or checkpoint: do both show one record?"
)
@click.option("--fresh", metavar="SPAN", help="How old the quorum's last word may be: 30min, 6h, 2d.")
@click.option(
    "--entry",
    type=click.Path(dir_okay=False),
    help="The entry's bytes, where the proof lacks them.",
)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False),
    help="File that the entry may name.",
)
@click.option("--workers", type=int, help="Processes (default: one a core).")
def check(
    book: str,
    expect: str,
    policy_file: str | None,
    against: str | None,
    fresh: str | None,
    entry: str | None,
    files: tuple[str, ...],
    workers: int | None,
) -> None:
    """Check BOOK offline: a book, a folder of tiles, or one proof file. Exit status 6 if it does not hold.

    Of a book: every entry, value, signature, key, cosignature, checkpoint, file and table. Of tiles: every entry,
    signature, key, tile and cosignature. Of a proof, which needs --policy: that its entry is in the log, and who
    cosigned that.
    """
    policy = parse(file_bytes(policy_file).decode(errors="replace")) if policy_file else None
    limit = seconds(fresh) if fresh else None
    if _is_proof(book):
        policy = _checked_proof(book, policy, entry, files, limit)
    else:
        policy = _checked_record(book, expect, policy, limit, workers)
    if against:
        with view(book) as one, view(against) as other:
            size = compare(one, other, policy)
        tell(
            f"  compared     one record in both, up to {size} entries"
            if size
            else "  compared     nothing: neither shows what the other's size asks for"
        )


def seconds(text: str) -> int:
    """Read a span of time, `30min`, `6h`, `2d`; BadInput `span-malformed`."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise BadInput(
            "span-malformed",
            say("{text} is no span of time", text=repr(text)),
            hint=say("`30min`, `6h`, `2d`"),
        )
    return int(match[1]) * UNITS[match[2]]


def _is_proof(place: str) -> bool:
    path = Path(place)
    if is_server(place) or not path.is_file():
        return False
    with path.open("rb") as file:
        return receipt.is_receipt(file.read(64))


def _checked_record(
    book: str, expect: str, policy: Policy | None, limit: int | None, workers: int | None
) -> Policy | None:
    """Check a book or a folder of tiles, and say what was found; gives the policy to go by."""
    from holdfire.book import Book
    from holdfire.projecting import KINDS

    start, tiles = time.perf_counter(), not is_server(book) and check_tiles.is_folder(Path(book))
    with progress("checking") as bar:
        if tiles:
            found = check_tiles.check(Path(book), {k.name: k.role for k in KINDS.values()}, bar)
        else:
            found = Book(book).check(workers=workers, progress=bar)
    if expect and expect != found.fingerprint:
        raise Broken(
            "fingerprint-differs",
            say(
                "entry 0 has the fingerprint {fingerprint}, not {expect}",
                fingerprint=found.fingerprint,
                expect=expect,
            ),
        )
    enacted = found.register.policy
    if policy is not None and (enacted is None or enacted.policy != policy):
        raise Broken("policy-differs", say("the record's cosigning policy is not the one that you hold"))
    if limit is not None:
        _demand_fresh(max((r.bound for r in found.reached if r.state is State.FINAL), default=0), limit)
    _tell_record(found, time.perf_counter() - start, tiles=tiles)
    return enacted.policy if enacted else None


def _demand_fresh(bound: int, limit: int) -> None:
    """Refuse what a quorum has not spoken of lately: an old checkpoint looks as good as a new one."""
    age = int(time.time()) - bound
    if not bound or age > limit:
        words = (
            say("a quorum last cosigned it {span} ago", span=span(age))
            if bound
            else say("no quorum has cosigned it")
        )
        raise Broken(
            "checkpoint-stale", words, hint=say("fetch a newer one; if there is none, ask the cosigners")
        )


def _tell_record(found: Intact, seconds: float, *, tiles: bool) -> None:
    from holdfire.cosign.gather import Standing

    tell("record intact")
    tell(f"  log          {found.log}")
    tell(f"  fingerprint  {found.fingerprint} (of entry 0)")
    tell(f"  entries      {found.size}: " + ", ".join(f"{n} {k}" for k, n in sorted(found.kinds.items())))
    tell(f"  root         {found.root}")
    tell(f"  checkpoints  {found.checkpoints}, each signed by the log's key")
    tell(f"  keys         {_keys(found)}")
    stands = Standing(found.register, found.reached, found.attendance)
    first, *rest = lines(stands, found.size, int(time.time()))
    tell(f"  cosigned     {first}")
    for line in rest:
        tell(f"             {line}")
    if tiles:
        tell(f"  values       none of {found.absent}: they are not in a folder of tiles")
        tell(f"  tiles        as the entries give them ({seconds:.1f} s in all)")
    else:
        tell(
            f"  values       {found.held} held here and as their digests say, {found.absent} withheld or erased"
        )
        tell(f"  files        {found.files}, each as its hash says")
        tell(f"  tables       as the entries give them ({seconds:.1f} s in all)")
    if found.final < found.size:
        tell(
            f"  not shown by this: that the log's host showed everyone the same entries from {found.final} on"
        )
        tell("  (that needs cosigners), or that what a report says is true")
    else:
        tell("  not shown by this: that what a report says is true")


def _keys(found: Intact) -> str:
    register = found.register
    ended = sum(t.ended is not None for t in register.terms.values())
    who = (
        f"version {register.version} of a root register, {register.threshold} holders change it together"
        if register.version
        else "registered by the log's host alone: there is no root register"
    )
    return f"{len(register.terms) - ended} stand, {ended} ended; {who}"


def _checked_proof(
    place: str, policy: Policy | None, entry: str | None, files: tuple[str, ...], limit: int | None
) -> Policy:
    """Check one proof file, and say what it shows and what it cannot."""
    if policy is None:
        raise NotFound(
            "policy-unnamed",
            say("a proof shows nothing without the policy that says whose signatures count"),
            hint=say("--policy FILE; get it from somebody whom you trust"),
        )
    proof = receipt.parse(file_bytes(place).decode(errors="replace"))
    extra = Extra(file_bytes(entry)) if entry else receipt.unpack(proof.extra)
    shown = check_proof.check(proof, policy, extra)
    if limit is not None:
        final = shown.state is State.FINAL
        _demand_fresh(min((at for _, at in shown.cosigners), default=0) if final else 0, limit)
    _tell_proof(shown, policy)
    for name in files:
        fields = check_proof.names_file(shown, file_bytes(name))
        if not fields:
            raise Broken(
                "file-unnamed",
                say("the entry does not name this file"),
                hint=say("it is another file, or the field that names it was not opened"),
            )
        tell(f"  file         {name} is the one that it names: {', '.join(fields)}")
    return policy


def _tell_proof(shown: Shown, policy: Policy) -> None:
    tell("proof holds")
    tell(
        f"  shown        entry {shown.index}, of the kind {shown.payload.kind}, is in the log {shown.payload.log}"
    )
    tell(f"  in           a record of {shown.size} entries, which the log signed")
    tell(f"  stated time  {instant_text(shown.payload.at)}, by the log's host or by who signed it")
    tell(f"  cosigned     {_cosigned(shown, policy)}")
    for name, at in shown.cosigners:
        tell(f"                 {name}, {instant_text(at * 1_000_000)}")
    for key in shown.signers:
        held = "held by the log's host" if key.held == "host" else "held by its owner"
        tell(
            f"  signed by    {key.actor}, {key.role} key {key.key_id[:12]}, {held}, as the same log registered it"
        )
    for key_id in shown.unknown:
        tell(f"  not shown    whose key {key_id[:12]} is, so its signature is unchecked")
    for name, value in (*shown.payload.open.items(), *shown.opened.items()):
        tell(f"  {name:<12} {json.dumps(value, ensure_ascii=False)}")
    if shown.absent:
        tell(f"  {shown.absent} closed fields are not opened here")
    tell("  not shown by this: that no key had been revoked before, that no later entry corrects this one,")
    tell("  or that what it says is true")


def _cosigned(shown: Shown, policy: Policy) -> str:
    least, n = policy.least(), len(policy.cosigners)
    if shown.state is State.FINAL and n:
        when = instant_text(shown.since * 1_000_000)
        return f"final: by {len(shown.cosigners)} of {n}, and {least} are asked for, since {when}"
    if not n:
        return "by nobody: the policy asks for no cosigner, so the host can show others another record"
    if shown.state is State.PROVISIONAL:
        return f"provisional: by all but one of {n}"
    return f"by {len(shown.cosigners)} of {n}, and {least} are asked for: not final"
