"""The base starts fast and alone: heavy parts load when they are used, and one that is missing says how to get it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = [
    "sqlalchemy",
    "pydantic",
    "fastapi",
    "trafilatura",
    "openpyxl",
    "typst",
    "docx",
    "psycopg",
    "rich",
    "structlog",
    "numpy",
    "lightgbm",
    "scipy",
    "PIL",
    "pikepdf",
    "pyrage",
    "sqlcipher3",
]
HELP = "import sys; sys.argv = ['holdfire', '--help']; from holdfire.cli import main; main()"
EXERCISE = ROOT / "examples" / "exercise"

HIDDEN = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv = ["holdfire", *sys.argv[1:]]
from holdfire.cli import main
main()
"""


def python(code: str, *words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("start", ["import holdfire", HELP], ids=["import holdfire", "holdfire --help"])
def test_nothing_heavy_is_loaded_at_the_start(start: str) -> None:
    done = python(f"{start}\nimport sys; print('loaded', [m for m in {HEAVY!r} if m in sys.modules])")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("loaded []\n")


MISSING = {
    "excel": ("openpyxl", "import", "a.book", "table.xlsx", "--map", str(EXERCISE / "map.yaml")),
    "read": ("trafilatura", "read", "a.book"),
    "postgres": ("psycopg", "check", "postgresql://127.0.0.1:1/none"),
    "web": ("fastapi", "serve", "a.book"),
    "evidence": ("PIL", "evidence", "add", "a.book", "1", "photo.jpg"),
    "link": ("lightgbm", "link", "claims.jsonl", "--out", "links.jsonl", "--method", "forests"),
    "identities": ("pyrage", "identity", "key", "officer.age"),
    "vault": ("sqlcipher3", "encrypt", "a.book"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a page of HTML that nobody has read yet, and a file that calls itself a workbook."""
    made = tmp_path_factory.mktemp("extras")
    (made / "page.html").write_text("<!doctype html><html><body><p>EXERCISE. One line.</p></body></html>")
    (made / "table.xlsx").write_bytes(b"PK\x03\x04")
    (made / "claims.jsonl").write_text('{"report_id": "1"}\n')
    (made / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    for words in (
        ("new", "a.book", "--agreement", str(EXERCISE / "mechanism.yaml")),
        ("import", "a.book", "page.html"),
    ):
        subprocess.run([sys.executable, "-m", "holdfire", *words], cwd=made, check=True, capture_output=True)
    return made


@pytest.mark.parametrize("extra", MISSING)
def test_a_missing_extra_says_how_to_install_it(folder: Path, extra: str) -> None:
    hidden, *words = MISSING[extra]
    done = python(HIDDEN.format(hidden=[hidden]), *words, folder=folder)
    assert done.returncode == 7, done.stdout + done.stderr
    assert "extra-missing: " in done.stderr
    assert f"pip install 'holdfire[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr
