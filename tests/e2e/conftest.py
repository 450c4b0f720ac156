"""The command as a person runs it: a process of its own, in a folder with a copy of the examples."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Desk:
    """A folder in which somebody works."""

    folder: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `holdfire` and wait for it."""
        command = [sys.executable, "-W", "error", "-m", "holdfire", *words]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )

    def says(self, *words: str) -> str:
        """Run `holdfire`, which must succeed, and return what it prints."""
        done = self.run(*words)
        assert done.returncode == 0, f"holdfire {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout


def desk_in(folder: Path) -> Desk:
    """Set up a desk."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    return Desk(folder)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that the tests of one file share."""
    return desk_in(tmp_path_factory.mktemp("desk"))
