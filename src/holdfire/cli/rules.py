"""Commands that try an agreement's rules out, without a book."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from holdfire.cli import tell
from holdfire.cli.options import file_bytes, parse_day, progress

if TYPE_CHECKING:
    from holdfire.casework.simulate import Simulation


@click.group("rules")
def rules() -> None:
    """Try an agreement's rules on invented cases: nothing is read from a book or entered in one."""


@rules.command("simulate")
@click.argument("file")
@click.option(
    "--cases", type=click.IntRange(min=1), default=500, show_default=True, help="How many to invent."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same cases.")
@click.option("--date", "day", help="The panel of which day hears them (default: the last that sits).")
@click.option("--json", "as_data", is_flag=True, help="Write one JSON object instead of tables.")
def simulate(file: str, cases: int, seed: int, day: str | None, as_data: bool) -> None:
    """Say who can block what under the rules of FILE, which cases stand still, and how long invented ones take.

    The first two are worked out by trying every way; the last is drawn by lots. No real incident is touched.
    """
    from holdfire.agreement.load import load
    from holdfire.casework.simulate import as_json
    from holdfire.casework.simulate import simulate as run
    from holdfire.cli.simulated import lines

    agreement = load(file_bytes(file), file)
    with progress("cases", cases) as moved:
        done: Simulation = run(agreement, cases, seed, parse_day(day) if day else None, progress=moved)
    if as_data:
        tell(json.dumps(as_json(done), indent=1, ensure_ascii=False))
        return
    for line in lines(done):
        tell(line)
