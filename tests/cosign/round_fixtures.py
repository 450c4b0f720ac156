"""Logs with their cosigners."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rounds import NAMES, Round

from holdfire.record import checkpoint as cp

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk import Desk
    from holdfire.record.keys import PrivateKey

AICS = Path(sys.prefix) / "foreign" / "bin"
"""Where the commands of aics-tlog and aics-witness are, if they are."""


@pytest.fixture
def bare(file_desk: Desk, tmp_path: Path) -> Round:
    """A log whose cosigners nobody has named yet; the cosigners' clock goes by the log's."""
    made = Round(file_desk, tmp_path / "cosigners", file_desk.book.clock())
    made.folder.mkdir()
    return made


@pytest.fixture
def four(bare: Round) -> Round:
    """A log under the default policy: three guarantors and a neutral, three of whom must cosign."""
    for name in NAMES:
        bare.new(name)
    bare.desk.register(*bare.keys.values())
    bare.enact(bare.policy(*NAMES), *NAMES)
    return bare


@pytest.fixture
def forged(four: Round) -> Callable[..., str]:
    """Sign a checkpoint as the log's host would, over any size and root."""

    def sign(size: int, root: bytes, key: PrivateKey | None = None) -> str:
        return cp.sign(cp.Checkpoint(four.desk.book.log, size, root), key or four.desk.log_key)

    return sign
