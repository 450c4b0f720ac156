"""Where passphrases come from: the environment, a file, or a person at a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from holdfire.errors import NotFound, Where
from holdfire.words import say

IT, FILE = "HOLDFIRE_PASSPHRASE", "HOLDFIRE_PASSPHRASE_FILE"
"""Variables that hold a passphrase, and the name of a file whose first line is one."""

NONE = "NOT encrypted: whoever reads the file has the key; `holdfire key passphrase` seals it"


def given() -> str:
    """Read the passphrase that the environment gives; empty: none. NotFound `file-missing`."""
    named = os.environ.get(FILE)
    if not named:
        return os.environ.get(IT, "")
    try:
        return Path(named).read_text().split("\n")[0]
    except FileNotFoundError as e:
        raise NotFound("file-missing", say("there is no such file"), where=Where(named)) from e


def ask(name: str) -> str:
    """Get the passphrase of a key file; empty where there is none and nobody to ask."""
    found = given()
    if found or not sys.stdin.isatty():
        return found
    return str(click.prompt(f"Passphrase of {name}", hide_input=True, err=True))


def fresh(name: str) -> str:
    """Get a passphrase for a new key file: twice from a person; empty where nobody gives one."""
    found = given()
    if found or not sys.stdin.isatty():
        return found
    text = f"Passphrase for {name} (empty: it is not encrypted)"
    return str(
        click.prompt(
            text, default="", show_default=False, hide_input=True, confirmation_prompt=True, err=True
        )
    )
