"""Closed fields, as SD-JWT (RFC 9901) makes them."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import Broken
from holdfire.record import disclosure

words = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(words, values, max_size=5)


def test_the_worked_example_of_rfc_9901_section_4_2_3():
    example = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    digest = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert disclosure.digest(example) == digest
    assert disclosure.read(example) == {"family_name": "Möbius"}
    assert disclosure.check(example, [digest]) == 0


@given(fields)
def test_what_was_closed_can_be_opened(closed):
    digests, joined = disclosure.close(closed)
    assert disclosure.read(joined) == closed
    assert disclosure.check(joined, digests) == 0
    assert digests == sorted(digests)
    assert len(digests) == len(closed)


@given(fields, st.data())
def test_any_part_of_it_can_be_withheld(closed, data):
    digests, joined = disclosure.close(closed)
    parts = disclosure.split(joined)
    kept = [p for p in parts if data.draw(st.booleans())]
    assert disclosure.check("~".join(kept), digests) == len(parts) - len(kept)
    shown = disclosure.read("~".join(kept))
    assert shown == {name: closed[name] for name in shown}


def test_the_same_value_closed_twice_has_two_salts_and_two_digests():
    made = [disclosure.close({"place": "Tarn"}) for _ in range(50)]
    assert len({digests[0] for digests, _ in made}) == 50
    salts = {json.loads(base64.urlsafe_b64decode(joined + "=="))[0] for _, joined in made}
    assert len(salts) == 50
    assert all(len(base64.urlsafe_b64decode(salt + "==")) * 8 >= 128 for salt in salts)


def test_one_entry_uses_no_salt_twice():
    _, joined = disclosure.close({str(n): n for n in range(200)})
    assert len({json.loads(base64.urlsafe_b64decode(d + "=="))[0] for d in disclosure.split(joined)}) == 200


def encoded(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


SALT = "A" * 22


@pytest.mark.parametrize(
    "text",
    [
        encoded("short", "name", 1),
        encoded(SALT, "name"),
        encoded(SALT, 5, 1),
        encoded(SALT, "name", 1, 2),
        encoded(5, "name", 1),
        "not base64!",
        base64.urlsafe_b64encode(b'{"a":1}').decode().rstrip("="),
        base64.urlsafe_b64encode(b"[1,2").decode().rstrip("="),
        base64.urlsafe_b64encode(b'["\xff"]').decode().rstrip("="),
    ],
)
def test_what_is_no_disclosure_cannot_be_read(text):
    with pytest.raises(Broken) as e:
        disclosure.read(text)
    assert e.value.code == "disclosure-malformed"


def test_two_values_of_one_name_are_refused():
    with pytest.raises(Broken) as e:
        disclosure.read(encoded(SALT, "name", 1) + "~" + encoded(SALT, "name", 2))
    assert e.value.code == "disclosure-twice"


@pytest.mark.parametrize("wrong", [["b", "a"], ["a", "a"], ["a", "b", "b"]])
def test_digests_are_sorted_and_none_is_there_twice(wrong):
    with pytest.raises(Broken) as e:
        disclosure.check("", wrong)
    assert e.value.code == "digest-order"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda joined, _other: joined + "~" + joined,
        lambda joined, other: joined + "~" + other,
        lambda _joined, other: other,
        lambda joined, _other: joined + "~",
        lambda joined, _other: "~" + joined,
        lambda joined, _other: joined + "=",
        lambda joined, _other: joined[:-1],
        lambda _joined, _other: "é",
    ],
)
def test_what_the_entry_does_not_have_a_digest_of_is_refused(tamper):
    digests, joined = disclosure.close({"place": "Tarn"})
    _, other = disclosure.close({"place": "Tarn"})
    with pytest.raises(Broken) as e:
        disclosure.check(tamper(joined, other), digests)
    assert e.value.code == "disclosure-foreign"
