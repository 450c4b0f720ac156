from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.agreement.load import load, problems
from holdfire.agreement.yaml_lines import MAX_BYTES, MAX_DEPTH
from holdfire.errors import BadInput

HERE = Path(__file__).parent
FAULTS = sorted((HERE / "faults").glob("*.yaml"))
CLEAN = (HERE / "clean.yaml").read_text()


def line_of(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1


def changed_lines(before: str, after: str) -> range:
    old, new = before.splitlines(), after.splitlines()
    first = next(n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b)
    return range(first, first + 2)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_each_fault_is_one_error_with_its_line_and_field(path):
    fault = yaml.safe_load(path.read_text())
    assert CLEAN.count(fault["replace"]) == 1
    text = CLEAN.replace(fault["replace"], fault["by"])
    if fault.get("real"):
        text = text.replace("exercise: true", "exercise: false")
    found = problems(text.encode(), "m.yaml")
    first = next(problem for problem in found if problem.code == fault["code"])
    assert {problem.code for problem in found} == {fault["code"], *fault.get("also", [])}
    assert len(found) == 1 + len(fault.get("also", [])) or fault.get("many")
    assert first.where.file == "m.yaml"
    assert first.where.field == fault.get("field", "")
    assert fault.get("words", "") in first.message
    if "line_of" in fault:
        assert first.where.line == line_of(text, fault["line_of"])
    else:
        assert first.where.line in changed_lines(CLEAN, text)


def test_the_clean_mechanism_has_no_problem(clean_bytes, clean):
    assert problems(clean_bytes, "clean.yaml") == []
    assert clean.id == "two-banks"
    assert clean.name == "The Two Banks truce"


def test_load_raises_the_first_problem_and_counts_the_rest(clean_bytes):
    text = CLEAN.replace("kind: force", "kind: army").replace("mode: owed", "mode: due")
    with pytest.raises(BadInput, match="1 more in this file") as caught:
        load(text.encode(), "m.yaml")
    assert (caught.value.code, caught.value.where.field) == ("field-wrong", "actors[0].kind")


def test_problems_come_in_the_order_of_their_lines():
    text = CLEAN.replace("where: [river-strip]", "where: [x]").replace("to: south-league", "to: y")
    lines = [problem.where.line for problem in problems(text.encode(), "m.yaml")]
    assert lines == sorted(lines)
    assert len(lines) == 2


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"---\n"])
def test_an_empty_file_is_one_clear_error(data):
    assert [problem.code for problem in problems(data, "m.yaml")] in (["yaml-broken"], ["field-wrong"])


def test_bytes_that_are_no_text_are_one_error():
    assert [problem.code for problem in problems(b"id: \xff\xfe\x00", "m.yaml")] == ["yaml-broken"]


def test_a_file_too_large_is_refused_before_it_is_read():
    data = b"#" * (MAX_BYTES + 1)
    assert [problem.code for problem in problems(data, "m.yaml")] == ["yaml-too-large"]


def test_nesting_without_end_is_refused():
    data = b"id: " + b"[" * 100_000
    assert [problem.code for problem in problems(data, "m.yaml")] == ["yaml-too-deep"]


def test_geometry_nested_as_deep_as_the_reader_allows_is_one_error():
    deep = "[" * (MAX_DEPTH - 8) + "]" * (MAX_DEPTH - 8)
    text = CLEAN.replace("[[[10.2, 41.0], [11.8, 41.0], [11.8, 41.2], [10.2, 41.2], [10.2, 41.0]]]", deep)
    assert [problem.code for problem in problems(text.encode(), "m.yaml")] == ["geometry-wrong"]


def test_norwegian_is_a_language_and_not_a_false():
    text = CLEAN.replace("languages: [en, ar]", "languages: [no, ar]")
    assert load(text.encode(), "m.yaml").languages == ("no", "ar")


def test_a_hash_of_digits_alone_stays_text(clean):
    assert clean.instruments[0].versions[0].sha256 == "0" * 63 + "1"


def test_what_load_reads_can_be_written_and_read_again(clean):
    written = yaml.safe_dump(clean.model_dump(mode="json", exclude_defaults=True), allow_unicode=True)
    assert load(written.encode(), "again.yaml") == clean


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CLEAN.encode()) - 1), st.binary(max_size=3))
def test_no_change_of_bytes_raises_anything_but_bad_input(at, junk):
    data = CLEAN.encode()
    found = problems(data[:at] + junk + data[at + 1 :], "m.yaml")
    assert all(isinstance(problem, BadInput) and problem.where.file == "m.yaml" for problem in found)
