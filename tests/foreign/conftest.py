"""Other people's programs, where they are installed: `.ci/run` installs them all, and where CI is set none may lack.

Go's golang.org/x/mod/sumdb comes from Debian's golang-golang-x-mod-dev, and aics-tlog with aics-witness into an
environment of its own, `.venv/foreign`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from round_fixtures import AICS, bare, forged, four

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
MOD = Path("/usr/share/gocode/src/golang.org/x/mod")
__all__ = ["bare", "forged", "four"]


def lacking(what: str) -> None:
    """Skip, or fail where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed, and CI is set")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Go program of this folder, built offline."""
    found = shutil.which("go")
    if not found or not MOD.is_dir():
        lacking("Go with golang-golang-x-mod-dev")
    out = tmp_path_factory.mktemp("go")
    shutil.copytree(HERE / "go", out / "source")
    env = {
        **os.environ,
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOCACHE": str(out / "cache"),
        "GO111MODULE": "on",
    }
    build = ["go", "build", "-o", str(out / "foreign"), "."]
    done = subprocess.run(build, cwd=out / "source", env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return str(out / "foreign")


class Go:
    """Answers about the tree of the leaves `entry 0`, `entry 1` ..."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            [program, "answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __call__(self, *question: object) -> list[str]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(" ".join(map(str, question)) + "\n")
        return self.process.stdout.readline().split()


@pytest.fixture(scope="session")
def answers(go: str) -> Iterator[Go]:
    """Go's own answers."""
    made = Go(go)
    yield made
    made.process.stdin.close()
    made.process.stdout.close()
    made.process.wait(10)


@pytest.fixture(scope="session")
def aics() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of aics-tlog or aics-witness."""
    if not (AICS / "aics-tlog").is_file():
        lacking("aics-tlog")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(AICS / command[0]), *command[1:]], capture_output=True, text=True, check=False
        )

    return run
