"""The commands `sign` and `submit`: an act travels as a file to those who sign it, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.casework.acts import FORMS
from holdfire.casework.words import KINDS, told, whole
from holdfire.cli import tell
from holdfire.cli.acts import demand_counts
from holdfire.cli.options import book_argument, file_bytes, keys_option, open_to_write
from holdfire.cli.passphrase import ask
from holdfire.erasing import repo as erasing
from holdfire.errors import Refused
from holdfire.record import parcel as parcels
from holdfire.record.encoding import instant_text, sha256_hex
from holdfire.record.keys import load
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.book import Book


@click.command("sign")
@click.argument("request", type=click.Path(dir_okay=False))
@click.option("--key", "key_file", required=True, help="The file of your decision key.")
@click.option("--out", help="The response (default: beside the request).")
@click.option("--yes", is_flag=True, help="Do not ask, having read it.")
def sign(request: str, key_file: str, out: str | None, *, yes: bool) -> None:
    """Sign REQUEST with a key of your own, after showing in words all that it says.

    Needs no book and no network. The response is a file that travels by any means.
    """
    asked = parcels.parse(file_bytes(request))
    for line in shown(asked):
        tell(line)
    key = load(Path(key_file), ask)
    if not yes:
        click.confirm(f"Sign this as {key.public.actor}?", abort=True)
    target = Path(out or f"{request.removesuffix('.json')}.{key.public.actor}.json")
    target.write_bytes(parcels.write(parcels.sign(asked, key)))
    tell(f"signed by {key.public.actor}: {target}")


def shown(parcel: parcels.Parcel) -> list[str]:
    """Say in words what a parcel says: all that is signed, and nothing that is not."""
    payload, fields = parcel.read(), parcel.fields()
    kind = str(KINDS[payload.kind]) if payload.kind in KINDS else payload.kind
    lines = [f"{kind}, for the log {payload.log}, made {instant_text(payload.at)}"]
    lines += [f"  {name}: {value}" for name, value in sorted(payload.open.items())]
    if payload.kind in FORMS:
        lines += [f"  {label}: {words}" for label, words in told(payload.kind, whole(payload.kind, fields))]
    else:
        lines += [f"  {name}: {value}" for name, value in sorted(fields.items())]
    lines += [f"  rests on entry {ref.index}, whose hash is {ref.leaf}" for ref in payload.refs]
    lines += [f"  the file {sha256_hex(data)}:\n{data.decode(errors='replace')}" for data in parcel.files]
    lines.append(f"  signatures so far: {len(parcel.signatures)}")
    return lines


def _demand_order(opened: Book, index: int) -> None:
    with opened.reading() as connection:
        refused = erasing.refusal(connection, index)
    if refused:
        raise Refused(refused, say("entry {index} is kept as refused: it does not count", index=index))


@click.command("submit")
@book_argument
@click.argument("responses", nargs=-1, required=True, type=click.Path(dir_okay=False))
@keys_option
def submit(book: str, responses: tuple[str, ...], keys: str | None) -> None:
    """Enter what was signed elsewhere: one response, or several to one request, whose signatures are put together."""
    opened = open_to_write(book, keys)
    parcel = parcels.together([parcels.parse(file_bytes(path)) for path in responses])
    receipt = opened.take(parcel)
    demand_counts(opened, receipt.index)
    _demand_order(opened, receipt.index)
    tell(f"entry {receipt.index}, signed by {len(parcel.signatures)}")
