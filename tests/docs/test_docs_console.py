"""Every ```console block in the documents runs as it is written.

A document's blocks run in order in one folder that holds a copy of the examples. A line that begins with `$ ` is a
command; a `\\` at its end carries it on, and `<<'END'` to the line `END`. It must end with status 0. Lines below it are
what it prints, `...` standing for anything; where there are none, its output is left alone.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONG = {ROOT / "docs" / "tour.md", ROOT / "docs" / "how-to" / "work-a-case.md"}
WITH_COMMANDS = [
    pytest.param(d, marks=[pytest.mark.slow] if d in LONG else [])
    for d in DOCUMENTS
    if "```console" in d.read_text()
]


def commands(text: str) -> list[tuple[str, str]]:
    """(command, what it should print) of every console block, in order."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command = re.match(r".*<<'(\w+)'\n(?:.*\n)*?\1\n|(?:.*\\\n)*.*\n", part)
            assert command is not None
            found.append((command[0], part[command.end() :]))
    return found


def run(command: str, folder: Path) -> str:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"$ {command}{done.stdout}{done.stderr}"
    return done.stdout


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=named)
def test_every_command_runs_and_prints_what_stands_there(document: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command, wanted in commands(document.read_text()):
        got = run(command, tmp_path)
        same = doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS)
        assert not wanted or same, f"$ {command}\nwanted:\n{wanted}\ngot:\n{got}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(
        r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    )
    missing = [each for each in links if "://" not in each and not (document.parent / each).exists()]
    assert missing == []
