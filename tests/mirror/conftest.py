"""A log with every kind of entry, and where its mirror can be made: on every engine in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from holdfire.protection.erase import carry_out

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Desk


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a mirror can be made."""
    if request.param == "sqlite":
        return str(tmp_path / "mirror.book")
    made: str = request.getfixturevalue("database")()
    return made


@pytest.fixture
def truce(copied: Desk) -> Desk:
    """A log with every kind of entry, of which the erasure was carried out."""
    carry_out(copied.book)
    return copied
