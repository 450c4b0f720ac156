"""The command `cosign`: what a member, or a neutral, runs on a machine of its own."""

from __future__ import annotations

from pathlib import Path

import click

from holdfire.book import now
from holdfire.cli import tell
from holdfire.cli.keys import demand_actor
from holdfire.cli.options import file_bytes
from holdfire.cli.passphrase import NONE, ask, fresh
from holdfire.cosign import cosigner as cosigners
from holdfire.cosign import repo
from holdfire.cosign.cosigner import Cosigner
from holdfire.cosign.pull import pulled
from holdfire.db.engine import read
from holdfire.record import checkpoint as cp
from holdfire.record.encoding import instant_text
from holdfire.record.keys import load
from holdfire.record.note import ED25519, parse_vkey

database = click.argument("database", type=click.Path(dir_okay=False))


@click.group("cosign")
def cosign() -> None:
    """Be a cosigner: see that a log only grows, say so with a signature, and keep what you refuse as evidence.

    DATABASE is the cosigner's own small file. Its key lies beside it and is made with it: a cosigner whose database is
    lost has forgotten what it saw, and comes back as another, under a new policy.
    """


@cosign.command("new")
@database
@click.option("--for", "actor", required=True, help="Whose cosigner it is: an actor's id.")
@click.option("--name", default="", help="Its name under checkpoints (default: from the actor and the key).")
@click.option("--log", "logs", multiple=True, metavar="VKEY", help="Verifier key of a log to cosign for.")
def cosign_new(database: str, actor: str, name: str, logs: tuple[str, ...]) -> None:
    """Make a cosigner: DATABASE, its key, and `.pub` to hand to the log's host."""
    demand_actor(actor)
    known = [parse_vkey(text, ED25519) for text in logs]
    passphrase = fresh(cosigners.key_path(database).name)
    made = cosigners.begin(database, actor, name, passphrase)
    opened = Cosigner(database, now)
    for each in known:
        opened.trust(each)
    key = cosigners.key_path(database)
    tell(f"made {database}, {key} and {key.with_suffix('.pub')}" + ("" if passphrase else f"\n  {NONE}"))
    tell(f"  its verifier key: {made}")


@cosign.command("trust")
@database
@click.argument("vkey")
@click.option("--not", "no_longer", is_flag=True, help="Take it back instead.")
def trust(database: str, vkey: str, *, no_longer: bool) -> None:
    """Cosign for the log with this verifier key; several keys of one log may stand while it changes them.

    Get the key from the log's host by a way that nobody else can change, and compare it on paper.
    """
    known, opened = parse_vkey(vkey, ED25519), Cosigner(database, now)
    changed = opened.distrust(known) if no_longer else opened.trust(known)
    tell(f"{known.name}: {'as it was' if not changed else 'no longer known by it' if no_longer else 'known'}")


def _opened(database: str) -> Cosigner:
    return Cosigner(database, now, load(cosigners.key_path(database), ask))


@cosign.command("serve")
@database
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8021, show_default=True)
def serve(database: str, host: str, port: int) -> None:
    """Answer logs over HTTP, as C2SP tlog-witness has it, until Ctrl-C.

    It needs no other protection than its machine: a request is judged by the signature under it. TLS, if wanted, is
    for a server before it.
    """
    from holdfire.cosign.server import Server

    with Server(host, port, _opened(database), tell) as server:
        tell(f"http://{host}:{port}/   (Ctrl-C stops)")
        server.serve_forever()


@cosign.command("once")
@database
@click.argument("source")
@click.option("--out", type=click.Path(dir_okay=False), help="File for the signature line (default: shown).")
def once(database: str, source: str, out: str | None) -> None:
    """Look at SOURCE once and cosign: a request's file, a folder of tiles, or the http address of one.

    Of tiles it takes the checkpoint and what it needs to see that the log grew out of what it cosigned last. The answer
    goes back to the log by any means: `holdfire cosigners take`.
    """
    opened = _opened(database)
    remote = source.startswith(("http://", "https://"))
    tiles = remote or Path(source).is_dir()
    request = pulled(source, opened.size) if tiles else file_bytes(source)
    line = opened.add_checkpoint(request)
    if out:
        Path(out).write_text(_whole(request, line))
        tell(f"cosigned: {out}")
    else:
        tell(_whole(request, line).rstrip("\n"))


def _whole(request: bytes, line: str) -> str:
    """Give the checkpoint with the cosigner's line alone, so that the answer says by itself what it is about."""
    text = cp.parse(request.decode().partition("\n\n")[2]).text()
    return f"{text}\n{line}"


@cosign.command("show")
@database
def cosign_show(database: str) -> None:
    """Say who this cosigner is, and what it cosigned last of each log."""
    opened = Cosigner(database, now)
    tell(f"{opened.name}")
    with read(opened.engine) as connection:
        for origin in repo.logs(connection):
            last = repo.last(connection, origin)
            if last is None:
                tell(f"  {origin}: nothing cosigned yet")
            else:
                tell(f"  {origin}: {cp.parse(last.note).size} entries, {instant_text(last.at * 1_000_000)}")
        tell(f"  refused: {len(repo.refusals(connection))} (`holdfire cosign refused` lists them)")


@cosign.command("refused")
@database
@click.option(
    "--out", type=click.Path(file_okay=False), help="Folder to write the requests into, as they came."
)
def refused(database: str, out: str | None) -> None:
    """List what was refused, and why; with --out write each request, which is the evidence.

    A `split-view`, a `history-rewritten` or a `log-rolled-back` bears the log's own signature.
    """
    opened = Cosigner(database, now)
    with read(opened.engine) as connection:
        found = repo.refusals(connection)
    for each in found:
        tell(f"{each.number:>5}  {instant_text(each.at * 1_000_000)}  {each.code:<18} {each.origin}")
        if out:
            place = Path(out)
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{each.number:05}-{each.code}.txt").write_bytes(each.request)
    if not found:
        tell("nothing was refused")
