"""What is wrong with a file is said in our own words, which can be put into any language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from holdfire import i18n
from holdfire.agreement.load import problems

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.yaml").read_text()
FAULTS = [yaml.safe_load(path.read_text()) for path in sorted((HERE / "faults").glob("*.yaml"))]
OF_THE_LIBRARIES = re.compile(
    r"[Ii]nput should|validation|[Ff]ield required|while scanning|linearring|intersection\["
)


def found(replace, by):
    assert replace in CLEAN
    return problems(CLEAN.replace(replace, by, 1).encode(), "m.yaml")


@pytest.mark.parametrize(
    ("replace", "by", "words"),
    [
        ("exercise: true", "exercise: maybe", "`true` or `false` belongs here"),
        ("languages: [en, ar]", "languages: en", "a list belongs here"),
        ("id: two-banks", "id: 12", "a text belongs here"),
        ("kind: force", "kind: army", "one of these belongs here: state, force, group, body"),
        ("  quorum: 3", "  quorum: three", "a whole number belongs here"),
        ("  quorum: 3", "  quorum: 0", "at least 1 belongs here"),
        ("id: two-banks", "id: Two Banks", "it is not of the form ^[a-z0-9]"),
    ],
)
def test_a_value_that_does_not_fit_is_named_in_our_words(replace, by, words):
    (problem,) = [p for p in found(replace, by) if p.code == "field-wrong"]
    assert words in problem.message


@pytest.mark.parametrize(
    ("by", "words", "detail"),
    [
        ("id: two-banks: x", "line 1, column 14: a colon too many", "mapping values are not allowed"),
        ("id: [two-banks", "a bracket or brace is not closed", "did not find expected"),
        ("id: 'two-banks", "a quotation mark is not closed", "unexpected end of stream"),
        ("id:\n\ttwo-banks", "line 2, column 1: a tab, or a sign", "cannot start any token"),
        ("id: two-banks\nnames\n", "a colon is missing", ":"),
    ],
)
def test_broken_yaml_is_told_with_line_and_column(by, words, detail):
    (problem,) = problems(by.encode(), "m.yaml")
    assert problem.code == "yaml-broken"
    assert words in problem.message
    assert problem.hint.startswith("technical detail: ")
    assert detail in problem.hint


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["code"])
def test_no_message_of_a_library_stands_in_the_words_of_a_fault(fault):
    for problem in found(fault["replace"], fault["by"]):
        assert not OF_THE_LIBRARIES.search(problem.message.split("(technical detail")[0])


@pytest.mark.parametrize("language", ["ar", "fa", "ru", "tr"])
def test_every_fault_is_told_in_the_readers_language(language):
    for fault in FAULTS:
        for problem in found(fault["replace"], fault["by"]):
            assert i18n.translate(problem.words, i18n.translations(language)) != problem.message
