from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.lints import codes, lint
from holdfire.agreement.lints.cosigning import quorum_two_histories
from holdfire.agreement.load import load
from holdfire.agreement.model import Agreement
from holdfire.agreement.model_rules import Cosigner, Cosigning, Rules
from holdfire.i18n import translate, translations

HERE = Path(__file__).parent
GAPS = sorted((HERE / "gaps").glob("*.yaml"))


def put(document, at, value):
    for step in at[:-1]:
        document = document.setdefault(step, {}) if isinstance(document, dict) else document[step]
    document[at[-1]] = value


def gapped(clean, gap):
    document = clean.model_dump(mode="json", exclude_defaults=True)
    for edit in gap["edits"]:
        put(document, edit["at"], edit["set"])
    return load(yaml.safe_dump(document, allow_unicode=True).encode(), "gap.yaml")


def test_nothing_is_found_in_an_agreement_without_gaps(clean):
    assert lint(clean) == []


@pytest.mark.parametrize("path", GAPS, ids=lambda path: path.stem)
def test_each_gap_is_found_and_nothing_else(path, clean):
    gap = yaml.safe_load(path.read_text())
    found = lint(gapped(clean, gap))
    assert {finding.code for finding in found} == set(gap["finds"])
    assert gap["where"] in {finding.where_field for finding in found}
    assert all(finding.words for finding in found)


def test_every_code_has_a_gap_file_of_its_name():
    assert {path.stem for path in GAPS} >= set(codes())


def test_codes_are_the_functions_names(clean):
    found = {
        finding.code for path in GAPS for finding in lint(gapped(clean, yaml.safe_load(path.read_text())))
    }
    assert found == set(codes())


def test_a_draft_with_next_to_nothing_in_it_is_linted():
    draft = b"""
id: first-talk
names: {en: First talk}
exercise: true
timezone: UTC
languages: [en]
instruments: [{id: text, kind: draft, title: A first draft}]
"""
    found = {finding.code for finding in lint(load(draft, "draft.yaml"))}
    assert {"no-definition", "no-map", "no-clock", "no-decision-rule", "no-members", "no-expiry"} <= found


def test_an_observing_mechanism_is_not_told_that_it_cannot_find(clean):
    gap = {"edits": [{"at": ["rules", "decision"], "set": {"rule": "observe only"}}]}
    assert lint(gapped(clean, gap)) == []


def test_the_same_finding_stands_once(clean):
    found = lint(gapped(clean, {"edits": [{"at": ["rules", "decision"], "set": {"rule": "consensus"}}]}))
    assert len(found) == len(set(found)) == 2


@given(st.integers(1, 7), st.data())
def test_a_quorum_is_faulted_just_when_two_quorums_can_share_only_false_cosigners(n, data):
    quorum = data.draw(st.integers(1, n))
    false = data.draw(st.integers(0, n))
    cosigners = tuple(Cosigner(actor=f"c{number}") for number in range(n))
    rules = Rules(cosigning=Cosigning(cosigners=cosigners, quorum=quorum, tolerates=false))
    agreement = Agreement(id="a", names={"en": "A"}, timezone="UTC", languages=("en",), rules=rules)
    first = set(range(quorum))
    split = any(len(first & set(second)) <= false for second in combinations(range(n), quorum))
    assert bool(list(quorum_two_histories(agreement))) == split


@pytest.mark.parametrize(
    ("nature", "found"),
    [
        ((), True),
        (("evacuation",), False),
        (("evacuation", "local truce"), True),
        (("detainee exchange",), False),
    ],
)
def test_what_is_done_once_needs_no_end(clean, nature, found):
    text = clean.instruments[0].model_copy(update={"nature": nature, "expires": None})
    codes_found = {finding.code for finding in lint(clean.model_copy(update={"instruments": (text,)}))}
    assert ("no-expiry" in codes_found) is found


def test_a_finding_names_actors_and_steps_in_the_readers_language(clean):
    gap = yaml.safe_load((HERE / "gaps" / "bound-unanswered.yaml").read_text())
    agreement = gapped(clean, gap)
    named = agreement.model_copy(
        update={
            "actors": tuple(
                a.model_copy(update={"names": {**a.names, "ru": "Имя"}}) for a in agreement.actors
            )
        }
    )
    (finding,) = [f for f in lint(named) if f.code == "bound-unanswered"]
    assert "Имя" in translate(finding.words, translations("ru"))
    assert "Имя" not in str(finding.words)
    timeless = gapped(clean, yaml.safe_load((HERE / "gaps" / "no-clock.yaml").read_text()))
    (finding,) = [f for f in lint(timeless) if f.code == "no-clock"]
    told = translate(finding.words, translations("ru"))
    assert not set(re.findall("[a-z]{4,}", told)), "no code of a step is left"


def test_a_rule_or_outcome_is_named_in_words(clean):
    gap = yaml.safe_load((HERE / "gaps" / "decision-unreachable.yaml").read_text())
    told = [str(f.words) for f in lint(gapped(clean, gap)) if f.code == "decision-unreachable"]
    assert told
    assert all("k of n" not in words for words in told)
