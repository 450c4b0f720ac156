"""docs/record-format.md says enough: a verifier written from it alone agrees with `holdfire check`."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import mini_verifier
import pytest
from mini_verifier import Fault, Record, b64url, leaf_hash, read_book, verify

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "record-format.md").read_text()
ROLES = dict(re.findall(r"### `([a-z]+)`\n\nSigned with the role `([a-z]+)`", TEXT))
EXERCISE = ROOT / "examples" / "exercise"


def blocks() -> list[str]:
    return re.findall(r"```(?:text|json)\n(.*?)\n```", TEXT.partition("## Worked example")[2], re.DOTALL)


def example() -> Record:
    entry0, _payload, entry1, disclosures, note = blocks()
    return Record([entry0.encode(), entry1.encode()], {1: disclosures}, [f"{note}\n"])


def said(label: str) -> str:
    row = re.search(rf"^\| {label} \| `([^`]+)` \|$", TEXT, re.MULTILINE)
    assert row is not None
    return row[1]


def test_the_example_holds_and_its_hashes_are_as_said() -> None:
    record = example()
    fingerprint, absent = verify(record, ROLES)
    assert (fingerprint, absent) == (said("fingerprint of entry 0"), 0)
    hashes = [leaf_hash(leaf) for leaf in record.leaves]
    assert [h.hex() for h in hashes] == [said("leaf hash of entry 0"), said("leaf hash of entry 1")]
    assert mini_verifier.tree(hashes).hex() == said("root at size 2")


def test_the_example_says_what_its_payload_and_first_disclosure_are() -> None:
    entry0, payload, _entry1, disclosures, _note = blocks()
    assert json.loads(base64.b64decode(json.loads(entry0)["payload"])) == json.loads(payload)
    first = disclosures.split("~")[0]
    assert f"`{base64.urlsafe_b64decode(first + '=' * (-len(first) % 4)).decode()}`" in TEXT
    assert f"`{b64url(mini_verifier.hashlib.sha256(first.encode()).digest())}`" in TEXT


def test_the_example_uses_fields_that_a_report_has() -> None:
    table = TEXT.partition("### `report`\n")[2].partition("###")[0]
    names = {json.loads(base64.urlsafe_b64decode(d + "=="))[1] for d in example().disclosures[1].split("~")}
    assert names <= set(re.findall(r"^\| `([a-z]+)` \| closed \|", table, re.MULTILINE))


def test_withheld_values_leave_the_record_whole() -> None:
    record = example()
    record.disclosures[1] = "~".join(record.disclosures[1].split("~")[:2])
    assert verify(record, ROLES) == (said("fingerprint of entry 0"), 3)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the exercise, made by the command."""
    folder = tmp_path_factory.mktemp("book")
    for words in (
        ("key", "new", "--role", "decision", "--for", "isles-envoy", "--keys", "a.keys"),
        ("new", "a.book", "--agreement", str(EXERCISE / "mechanism.yaml")),
        ("import", "a.book", str(EXERCISE / "reports.jsonl"), str(EXERCISE / "tallies.csv")),
        ("link", "a.book"),
        ("bulletin", "a.book", "--date", "2031-03-01"),
    ):
        subprocess.run(
            [sys.executable, "-m", "holdfire", *words], cwd=folder, check=True, capture_output=True
        )
    return folder / "a.book"


def test_a_book_holds_for_both_and_they_name_the_same_fingerprint(book: Path) -> None:
    fingerprint, absent = verify(read_book(book), ROLES)
    done = subprocess.run(
        [sys.executable, "-m", "holdfire", "check", str(book)], check=True, capture_output=True, text=True
    )
    assert fingerprint in done.stdout
    assert f", {absent} withheld or erased" in done.stdout


def one_letter(record: Record) -> None:
    at = record.leaves[3].index(b'"sig":"') + len(b'"sig":"')
    other = b"B" if record.leaves[3][at : at + 1] == b"A" else b"A"
    record.leaves[3] = record.leaves[3][:at] + other + record.leaves[3][at + 1 :]


def dropped(record: Record) -> None:
    del record.leaves[-1]


def swapped(record: Record) -> None:
    record.leaves[3], record.leaves[4] = record.leaves[4], record.leaves[3]


def foreign_value(record: Record) -> None:
    record.disclosures[3] = record.disclosures[4]


def foreign_signature(record: Record) -> None:
    signature = json.loads(record.leaves[4])["signatures"][0]["sig"]
    record.leaves[3] = re.sub(rb'"sig":"[^"]*"', b'"sig":"' + signature.encode() + b'"', record.leaves[3])


def old_checkpoint(record: Record) -> None:
    del record.notes[-1]


def forged_checkpoint(record: Record) -> None:
    record.notes[-1] = record.notes[-1].replace("\n\n", "\n\n— somebody.else AAAA\n").rsplit("— ", 1)[0]


def changed_file(record: Record) -> None:
    name = next(iter(record.files))
    record.files[name] += b" "


@pytest.mark.parametrize(
    "fault",
    [
        one_letter,
        dropped,
        swapped,
        foreign_value,
        foreign_signature,
        old_checkpoint,
        forged_checkpoint,
        changed_file,
    ],
    ids=lambda fault: fault.__name__,
)
def test_a_tampered_copy_is_found_out(book: Path, fault: Callable[[Record], None]) -> None:
    record = deepcopy(read_book(book))
    fault(record)
    with pytest.raises(Fault):
        verify(record, ROLES)
