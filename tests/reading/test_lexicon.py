"""Lexicons are YAML that a monitor extends; what is wrong in one is named."""

from __future__ import annotations

import pytest
import yaml

from holdfire.errors import BadInput
from holdfire.reading.claims import claims
from holdfire.reading.fold import fold
from holdfire.reading.lexicon import LANGUAGES, lacking, lexicon, load, shipped


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_lexicon_lacks_nothing(language):
    found = lexicon(language)
    assert found.language == language
    assert found.version
    assert lacking(found) == []
    assert len({frame.id for frame in found.frames}) == len(found.frames)


def made(**fields):
    return load(yaml.safe_dump({"language": "en", "version": "x", **fields}).encode(), "own.yaml")


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
    [
        ("shell*", "the shelling", True),
        ("shell", "shelling", False),
        ("(aid|relief) ... (stopped|held up)", "an aid convoy was stopped", True),
        ("(aid|relief) ... stopped", "aid stopped", True),
        ("turned (all)? back", "turned back", True),
        ("turned (all)? back", "turned all back", True),
        ("# shells", "12 shells", True),
        ("قذيفة", "قذيفه", True),
        ("обстрелё", "обстреле", True),
    ],
)
def test_the_notation(pattern, text, holds):
    found = made(kinds={"shelling": [pattern]})
    assert bool(found.kinds[0][1].search(fold(text).text)) == holds


def test_a_monitor_adds_a_word_without_code():
    raw = yaml.safe_load(shipped()[LANGUAGES.index("en")].read_text(encoding="utf-8"))
    raw["kinds"]["shelling"].append("thunderpipe*")
    own = load(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False).encode(), "own.yaml")
    text = "Thunderpipes struck the exercise, residents said."
    assert [c.kind for c in claims(text, "en")] == ["attack"]
    assert [c.kind for c in claims(text, "en", lexicon=own)] == ["shelling"]


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"colours": ["red"]}, "no such field"),
        ({"kinds": {"thunder": ["thunder"]}}, "no such kind"),
        ({"kinds": {"shelling": ["a shell"], "shots": ["a shell"]}}, "stands under shelling too"),
        ({"kinds": {"shelling": ["(shell"]}}, "does not close"),
        ({"kinds": {"shelling": ["{weapons}"]}}, "no such list"),
        ({"frames": [{"id": "f", "say": "<witness> said <content>"}]}, "no such slot"),
        ({"frames": [{"id": "f", "say": "<speaker> said <content>", "status": "maybe"}]}, "no such status"),
    ],
)
def test_a_fault_is_named_with_its_place(fields, trouble):
    with pytest.raises(BadInput) as caught:
        made(**fields)
    assert caught.value.code == "lexicon-malformed"
    assert trouble in caught.value.message


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a: [", b"- list"], ids=["no UTF-8", "no YAML", "no table"])
def test_what_is_no_table_of_fields_is_refused(data):
    with pytest.raises(BadInput) as caught:
        load(data, "own.yaml")
    assert caught.value.code == "lexicon-malformed"
