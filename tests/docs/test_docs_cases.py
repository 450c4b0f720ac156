"""docs/cases.md tells of every act and every clock that there is."""

from __future__ import annotations

import re
from pathlib import Path

from holdfire.agreement.words import STEPS
from holdfire.casework.acts import FORMS

TEXT = (Path(__file__).parents[2] / "docs" / "cases.md").read_text()


def first_cells(head: str) -> set[str]:
    table = TEXT[TEXT.index(head) :].split("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {word.strip(" `") for cell in rows for word in re.split(r",", cell)}


def test_every_act_has_its_row() -> None:
    assert first_cells("| act | who |") == set(FORMS)


def test_every_clock_has_its_row() -> None:
    assert first_cells("| clock | from |") == set(STEPS)
