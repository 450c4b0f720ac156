"""One text for one value, and the same one as everybody else's."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import Broken
from holdfire.record.encoding import b64url, canonical, instant_text, parse_instant, unb64url
from holdfire.record.envelope import Payload, Ref, encode_payload, parse_payload

words = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=127))
whole = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_canonical_json_says_what_the_value_was(value):
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), 2**53, -(2**53), {"clé": 1}, {1: 2}, (1, 2), b"bytes", [[{"a": 0.1}]], "\ud800"],
    ids=repr,
)
def test_what_two_programs_could_write_in_two_ways_is_refused(value):
    with pytest.raises(ValueError):
        canonical(value)


PAYLOAD = Payload(
    "report", "a/log", 1_484_560_800_000_000, (Ref("a/log", 3, "x" * 43),), {"case": "c1", "n": 1}, ["a", "b"]
)
TEXT = encode_payload(PAYLOAD)

opens = st.dictionaries(names, values, max_size=4)


@given(opens, st.lists(st.integers(0, 2**40), max_size=3), st.lists(words, max_size=3))
def test_a_payload_is_read_as_it_was_written(said, refs, digests):
    made = Payload("report", "a/log", 0, tuple(Ref("a/log", i, "leaf") for i in refs), said, digests)
    assert parse_payload(encode_payload(made)) == made


def test_an_instant_has_one_text():
    assert instant_text(1_484_560_800_000_000) == "2017-01-16T10:00:00.000000Z"
    for other in (
        "2017-01-16T10:00:00Z",
        "2017-01-16T10:00:00.000000+00:00",
        "2017-01-16T11:00:00.000000+01:00",
        "2017-01-16 10:00:00.000000Z",
        "2017-01-16T10:00:00.000000",
        "20170116T100000.000000Z",
        "yesterday",
    ):
        with pytest.raises(ValueError):
            parse_instant(other)


@given(st.integers(-(10**15), 10**16))
def test_an_instant_is_read_as_it_was_written(micros):
    assert parse_instant(instant_text(micros)) == micros


def changed(old, new):
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


OTHER_TEXTS = {
    "a space": changed(b'"kind":', b'"kind": '),
    "a line end after it": TEXT + b"\n",
    "another order": b'{"v":1,' + TEXT[1:].replace(b',"v":1', b""),
    "a name twice": changed(b'"n":1', b'"n":1,"n":1'),
    "a name twice, the last one true": changed(b'"kind":"report"', b'"kind":"tally","kind":"report"'),
    "a letter written by its number": changed(b'"c1"', b'"\\u00631"'),
    "a stroke escaped": changed(b'"log":"a/log","open"', b'"log":"a\\/log","open"'),
    "a number with a point": changed(b'"n":1', b'"n":1.0'),
    "a number with an exponent": changed(b'"n":1', b'"n":1e0'),
    "minus nothing": changed(b'"n":1', b'"n":-0'),
    "a fraction": changed(b'"n":1', b'"n":0.5'),
    "a whole number past 2^53": changed(b'"n":1', b'"n":9007199254740993'),
    "a whole number past 2^64": changed(b'"n":1', b'"n":99999999999999999999'),
    "half a surrogate pair": changed(b'"c1"', b'"\\ud800"'),
    "bytes that are not UTF-8": changed(b'"c1"', b'"\xff"'),
    "a byte order mark": b"\xef\xbb\xbf" + TEXT,
    "nothing": b"",
    "no JSON": b"report",
    "a list": b"[]",
    "nested too deeply": changed(b'"c1"', b"[" * 5000 + b"]" * 5000),
    "a name that is not ASCII": changed(b'"case"', '"é"'.encode()),
    "a part missing": TEXT.replace(b'"refs":', b'"refz":'),
    "a part too many": changed(b',"v":1', b',"v":1,"w":1'),
    "another version": changed(b'"v":1', b'"v":2'),
    "a version that is true": changed(b'"v":1', b'"v":true'),
    "another hash": changed(b"sha-256", b"sha-512"),
    "a kind that is a number": changed(b'"report"', b"5"),
    "an instant in another zone": changed(b"10:00:00.000000Z", b"11:00:00.000000+01:00"),
    "an instant of year nothing": changed(b"2017", b"0000"),
    "a reference whose index is text": changed(b'"index":3', b'"index":"3"'),
    "a reference whose index is true": changed(b'"index":3', b'"index":true'),
    "a reference with more to it": changed(b'"index":3', b'"index":3,"indez":3'),
    "a digest that is a number": changed(b'["a","b"]', b'["a",1]'),
    "digests that are one word": changed(b'["a","b"]', b'"ab"'),
    "an open part that is a list": changed(b'{"case":"c1","n":1}', b"[]"),
}


@pytest.mark.parametrize("name", OTHER_TEXTS)
def test_a_payload_has_no_other_text(name):
    with pytest.raises(Broken) as e:
        parse_payload(OTHER_TEXTS[name])
    assert e.value.code in {"not-canonical", "entry-malformed"}


@given(st.binary())
def test_base64url_has_one_text(data):
    text = b64url(data)
    assert unb64url(text) == data
    assert "=" not in text


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "A+A", "A/A", "AA ", "AA\n", "é"])
def test_another_base64url_is_refused(text):
    with pytest.raises(ValueError):
        unb64url(text)
