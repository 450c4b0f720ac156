"""What is published about mechanism files is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from holdfire.agreement.lints import codes, lint
from holdfire.agreement.load import json_schema, load
from holdfire.agreement.model import Nature
from holdfire.agreement.model_conditions import Need
from holdfire.agreement.taxonomy import taxonomy

DOCS = Path(__file__).parents[2] / "docs"


def test_the_published_schema_is_fresh():
    written = json.dumps(json_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    assert (DOCS / "mechanism.schema.json").read_text() == written, (
        "write json_schema() to it again, in this form"
    )


def test_every_lint_code_has_one_line_in_the_docs():
    table = re.findall(r"^\| `([a-z-]+)` \| .+ \|$", (DOCS / "agreement.md").read_text(), re.MULTILINE)
    assert [code for code in table if code in codes()] == list(codes())


def test_the_taxonomy_has_the_codes_of_the_families_in_order():
    wanted = "A1 A2 A3 A4 A5 B1 B2 B3 B4 C1 C2 C3 D1 D2 E1 E2 F1 X"
    assert list(taxonomy()) == wanted.split()
    assert [code for code, kind in taxonomy().items() if kind.gravity is None] == ["X"]


def test_the_docs_list_every_sort_of_condition_and_every_nature():
    text = (DOCS / "agreement.md").read_text()
    section = text[text.index("### Conditions") : text.index("### Rules")]
    cells = " ".join(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)).replace("`what`", "")
    needs = get_args(get_args(Need)[0])
    assert {what for need in needs for what in get_args(need.model_fields["what"].annotation)} == set(
        re.findall(r"`([a-z ]+)`", cells)
    )
    assert all(nature in text for nature in get_args(Nature))


def test_the_example_in_the_docs_loads_and_is_linted():
    begun, *more = re.findall(r"```yaml\n(.*?)```", (DOCS / "agreement.md").read_text(), re.DOTALL)
    found = {finding.code for finding in lint(load("".join([begun, *more]).encode(), "docs"))}
    assert {"no-clock", "no-map", "accused-can-block"} <= found
    assert not found & {"no-definition", "no-counting-rule", "no-decision-rule", "bound-unanswered"}
