"""The command `place`: a person's word on where a claim was."""

from __future__ import annotations

import click

from holdfire.cli import tell
from holdfire.cli.linking import claim_id
from holdfire.cli.options import book_argument, keys_option, open_to_write, signer
from holdfire.errors import BadInput
from holdfire.places import entries
from holdfire.record.keys import Role
from holdfire.words import say


@click.command("place")
@book_argument
@click.argument("claim")
@click.option("--lon", type=float, metavar="DEGREES", help="Longitude (WGS 84); west is negative.")
@click.option("--lat", type=float, metavar="DEGREES", help="Latitude; south is negative.")
@click.option("--radius", type=float, metavar="KM", help="How far the true place may lie from there.")
@click.option("--candidate", default="", metavar="ID", help="A place that the gazetteer gave for the claim.")
@click.option("--reason", default="", help="In words.")
@click.option("--withdraw", is_flag=True, help="Take back what a person said last.")
@keys_option
def place(
    book: str, claim: str, candidate: str, reason: str, keys: str | None, **given: float | bool | None
) -> None:
    """Say where a claim was: a candidate of the gazetteer, or a point and radius; or take that back.

    It goes before what the source and the gazetteer say, and before every later run of `locate`; the last word stands.
    Linking takes it in at its next run.
    """
    wanted = claim_id(claim)
    lon, lat, radius = (given[name] for name in ("lon", "lat", "radius"))
    point = None not in (lon, lat, radius)
    if [bool(given["withdraw"]), bool(candidate), point].count(True) != 1:
        raise BadInput(
            "spot-unclear",
            say("name one place for the claim, and no more"),
            hint=say("--candidate ID, or --lon, --lat and --radius, or --withdraw"),
        )
    opened = open_to_write(book, keys)
    with opened.reading() as connection:
        if candidate:
            spot = entries.choose(connection, wanted, candidate)
        elif point:
            spot = entries.Spot(float(lon or 0), float(lat or 0), float(radius or 0))
    done = opened.submit(
        lambda c: [
            entries.withdraw(c, wanted) if given["withdraw"] else entries.place(c, wanted, spot, reason)
        ],
        signer(opened, Role.INTAKE, None),
    )
    tell(f"claim {claim}: entry {done[0].index}; `holdfire link` takes it in")
