"""Signed notes, verifier keys and cosignatures, against the examples of C2SP's documents."""

from __future__ import annotations

import base64
import struct

import pytest

from holdfire.errors import BadInput, Broken
from holdfire.record import cosignature as cosig
from holdfire.record import note as notes
from holdfire.record.keys import Role, new_key
from holdfire.record.note import COSIGNATURE, ED25519, Line, Note, Vkey, parse_vkey

EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
"""The verifier key of C2SP signed-note's example."""

COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
"""The example of C2SP tlog-cosignature."""

COSIGNER = new_key(Role.COSIGNER, "kellan", "member")
NAME = "kellan.example/cosigner"
TEXT = notes.parse(COSIGNED).text


def test_a_note_is_read_and_written_as_it_was():
    parsed = notes.parse(COSIGNED)
    assert str(parsed) == COSIGNED
    assert [line.name for line in parsed.lines] == ["example.com/behind-the-sofa", "witness.example.com/w1"]


def test_the_published_cosignature_has_the_time_that_its_document_says():
    line = notes.parse(COSIGNED).lines[1]
    assert cosig.time_of(line) == 1679315147
    assert (
        cosig.message(TEXT, 1679315147).decode().startswith("cosignature/v1\ntime 1679315147\nexample.com/")
    )


def test_the_published_verifier_key_is_read_and_written_as_it_was():
    key = parse_vkey(EXAMPLE, ED25519)
    assert str(key) == EXAMPLE
    assert (key.name, key.hash.hex()) == ("example.com/foo", "530d903a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        EXAMPLE.replace("530d903a", "530d903b"),
        EXAMPLE.replace("example.com/foo", "example.com/bar"),
        EXAMPLE.replace("example.com/foo", ""),
        EXAMPLE[:-1],
        EXAMPLE + "=",
        EXAMPLE.replace("+Aeky", "+BEky"),
    ],
)
def test_a_verifier_key_that_is_not_what_it_says_is_refused(text):
    with pytest.raises(BadInput) as e:
        parse_vkey(text, ED25519)
    assert e.value.code == "vkey-malformed"


def test_a_weak_verifier_key_is_refused():
    for raw in (bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32):
        with pytest.raises(Broken) as e:
            parse_vkey(str(Vkey("x", ED25519, raw)), ED25519)
        assert e.value.code == "key-weak"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— a AAAAAAA=",
        "te\txt\n\n— a AAAAAAA=\n",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAAAAA=\r\n",
        "text\n\n" + "— a AAAAAAA=\n" * 101,
    ],
)
def test_a_note_has_one_form(note):
    with pytest.raises(Broken) as e:
        notes.parse(note)
    assert e.value.code == "note-malformed"


def test_a_note_may_have_sixteen_signatures_and_more():
    assert len(notes.parse("text\n\n" + "— a AAAAAAA=\n" * 100).lines) == 100


def test_a_text_may_have_empty_lines():
    assert notes.parse("one\n\ntwo\n\n— a AAAAAAA=\n").text == "one\n\ntwo\n"


def cosigned(at=1_700_000_000):
    return cosig.sign(TEXT, NAME, COSIGNER, at)


def vkey(key=COSIGNER, name=NAME):
    return Vkey(name, COSIGNATURE, key.public.raw)


def test_a_cosignature_holds_for_its_text_its_time_and_its_key_alone():
    line = cosigned()
    assert cosig.holds(line, TEXT, vkey())
    assert not cosig.holds(line, TEXT.replace("20852163", "20852164"), vkey())
    assert not cosig.holds(line, TEXT, vkey(new_key(Role.COSIGNER, "dorvia", "member")))
    later = Line(NAME, line.blob[:4] + struct.pack(">Q", 1_700_000_001) + line.blob[12:])
    assert not cosig.holds(later, TEXT, vkey())


@pytest.mark.parametrize("at", [0, 2**63])
def test_a_cosignature_without_a_time_or_with_one_out_of_bounds_is_refused(at):
    assert not cosig.holds(cosigned(at), TEXT, vkey())


def test_a_cosignature_that_is_cut_or_long_is_refused():
    line = cosigned()
    for blob in (line.blob[:-1], line.blob + b"\0", line.blob[:12]):
        assert not cosig.holds(Line(NAME, blob), TEXT, vkey())
        assert cosig.time_of(Line(NAME, blob)) == 0


def test_only_lines_of_known_cosigners_are_read():
    other = new_key(Role.COSIGNER, "dorvia", "member")
    same_name = cosig.sign(TEXT, NAME, other, 5)
    note = Note(TEXT, (same_name, cosigned(), cosig.sign(TEXT, "x", COSIGNER, 5)))
    assert [(line, holds) for line, _, holds in cosig.read(note, [vkey()])] == [(cosigned(), True)]


def test_a_cosigner_of_a_log_key_cannot_be_taken_for_the_log():
    """The type of a signature is in the key's hash."""
    one, two = (Vkey(NAME, kind, COSIGNER.public.raw) for kind in (ED25519, COSIGNATURE))
    assert one.hash != two.hash
    assert base64.b64decode(str(two).split("+", 2)[2])[:1] == b"\x04"
