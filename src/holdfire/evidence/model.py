"""What is known of a file, and of each thing that was done with it."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Step = Literal["copied", "viewed", "exported"]
STEPS: tuple[Step, ...] = get_args(Step)
"""What is done with a file after it was received: a working copy made, either shown, either exported."""

What = Literal["original", "working"]
LEAST_CLASS = 4096


class Item(NamedTuple):
    """A file as received: its entry, the report it came with, when (UTC microseconds), and what is held of the rest.

    `commitment` is SHA-256(nonce ‖ file), hexadecimal; `size_class` bytes at most. `sha256`, `name` and `type` are
    empty where they are not held here.
    """

    entry: int
    report: int
    at: int
    commitment: str
    size_class: int
    sha256: str
    name: str
    type: str
    absent: int


class Custody(NamedTuple):
    """A thing that was done with a file: its entry, the file's, what, with which of the two, by and for whom, when.

    Of a working copy `sha256` and `type` say which it is, and `removed` what was taken off it, by code.
    """

    entry: int
    evidence: int
    step: str
    what: str
    sha256: str
    type: str
    removed: tuple[str, ...]
    to: str
    words: str
    at: int
    absent: int


def size_class(n: int) -> int:
    """Give the least power of two that n bytes fit in, 4 KiB at least: an exact size could be recognised."""
    return max(LEAST_CLASS, 1 << max(n - 1, 0).bit_length())
