"""`holdfire demo`, as `make demo` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk


@pytest.mark.slow
def test_the_demo_builds_both_books_again_and_leaves_other_files_alone(desk: Desk) -> None:
    (desk.folder / "mine").mkdir()
    (desk.folder / "mine" / "notes.txt").write_text("keep me")
    for _ in range(2):
        told = desk.says("demo", "--out", "mine", "--no-serve")
    assert "none: no assessments" in told, "real incidents are judged by nobody"
    assert "1 contested" in told
    assert told.count("intact") == 2
    assert (desk.folder / "mine" / "notes.txt").read_text() == "keep me"
    for book in ("syria-2016", "exercise"):
        assert desk.says("check", f"mine/{book}.book").startswith("record intact")
