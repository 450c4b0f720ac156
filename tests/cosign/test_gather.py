"""The log's side: it asks all and waits for none, and says how far each entry has come."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from rounds import NAMES

from holdfire.cosign import client, gather
from holdfire.cosign.server import Server
from holdfire.cosign.words import lines, span
from holdfire.db.engine import read, write
from holdfire.errors import Broken, Conflict, NotFound, Refused, Unavailable
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, repo
from holdfire.record.finality import State
from holdfire.record.keys import Role, new_key
from holdfire.record.note import Note


def states(stands, size):
    return [stands.of(i)[0] for i in range(size)]


def test_nothing_is_final_before_the_quorum_and_everything_after(four):
    size = four.grow()
    four.cosign("kellan", "dorvia")
    assert set(states(four.standing(), size)) == {State.LOGGED}
    four.at += 5_000_000
    four.cosign("university")
    stands = four.standing()
    assert set(states(stands, size)) == {State.FINAL}
    assert stands.final == size
    assert stands.of(0) == (State.FINAL, four.at // 1_000_000), "since the third had cosigned"


def test_what_came_after_the_last_quorum_is_logged_alone(four):
    final = four.grow()
    four.cosign("kellan", "dorvia", "university")
    size = four.grow(3)
    four.cosign("kellan")
    assert states(four.standing(), size) == [State.FINAL] * final + [State.LOGGED] * (size - final)


def test_with_exactly_three_two_are_provisional_and_three_final(bare):
    for name in NAMES[:3]:
        bare.new(name)
    bare.desk.register(*bare.keys.values())
    bare.enact(bare.policy(*NAMES[:3]), *NAMES[:3])
    for count, state in enumerate((State.LOGGED, State.PROVISIONAL, State.FINAL)):
        bare.cosign(NAMES[count])
        assert bare.standing().of(0)[0] is state


def test_one_cosigner_who_cosigns_again_and_again_counts_once(four):
    for _ in range(5):
        four.at += 60_000_000
        four.cosign("kellan")
    assert four.standing().final == 0
    with read(four.desk.book.engine) as connection:
        assert len(cosigned.every(connection)) == 2, "its first and its last are kept"


def test_a_third_guarantor_joins_under_the_old_quorum_and_the_new(bare):
    for name in ("kellan", "university", "dorvia"):
        bare.new(name)
    bare.desk.register(*bare.keys.values())
    bare.enact(bare.policy("kellan", "university"), "kellan", "university")
    bare.cosign("kellan", "university")
    old = bare.desk.book.size()
    text = bare.policy("kellan", "university", "dorvia")
    with pytest.raises(Refused) as e:
        bare.enact(text, "kellan", "university")
    assert e.value.code == "policy-unsigned"
    bare.enact(text, "kellan", "university", "dorvia")
    bare.cosign("kellan", "university")
    stands = bare.standing()
    assert [stands.of(i)[0] for i in (0, old)] == [State.FINAL, State.PROVISIONAL]
    bare.cosign("dorvia")
    assert bare.standing().final == bare.desk.book.size()
    bare.desk.book.check(workers=1)


def test_a_revoked_cosigner_counts_no_more(four):
    four.cosign("kellan", "dorvia", "university")
    assert four.standing().final == four.desk.book.size()
    gone = four.keys["kellan"].public.key_id
    four.desk.revoke(gone)
    four.grow()
    four.cosign("kellan", "dorvia", "university")
    assert four.standing().final < four.desk.book.size()
    four.cosign("isles-envoy")
    assert four.standing().final == four.desk.book.size()
    four.desk.book.check(workers=1)


def test_absence_shows_with_a_clock(four):
    four.cosign(*NAMES)
    assert [a.behind for a in four.standing().attendance] == [0] * 4
    missed = four.grow()
    four.cosign("kellan")
    four.grow()
    stands = {a.name: a for a in four.standing().attendance}
    assert stands["kellan"].behind > stands["dorvia"].behind > 0
    now = stands["dorvia"].behind + 12_000
    words = lines(four.standing(), four.desk.book.size(), now)
    assert any(
        line.strip().startswith("dorvia: cosigned") and "behind for 3 h 20 min" in line for line in words
    )
    assert missed > stands["dorvia"].size


def test_spans_in_words():
    assert [span(n) for n in (-5, 0, 59, 60, 3660, 90_000, 86_400 * 40)] == [
        "0 s", "0 s", "59 s", "1 min", "1 h 1 min", "1 d 1 h", "40 d",
    ]  # fmt: skip


def keep(four, line, size=None, now=None):
    with write(four.desk.book.engine) as connection:
        at = size or four.desk.book.size()
        return gather.keep(connection, four.desk.book.log, at, line, now or four.at)


def line_of(four, name, key=None, text=None):
    with read(four.desk.book.engine) as connection:
        text = text or cp.parse(repo.last_checkpoint(connection)).text()
    return f"{cosig.sign(text, f'{name}.example/cosigner', key or four.keys[name], four.at // 1_000_000)}\n"


def test_a_false_cosignature_is_not_kept(four):
    other = cp.Checkpoint(four.desk.book.log, four.desk.book.size(), b"\0" * 32).text()
    with pytest.raises(Broken) as e:
        keep(four, line_of(four, "kellan", text=other))
    assert e.value.code == "cosignature-forged"


def test_a_stranger_is_passed_over(four):
    assert keep(four, line_of(four, "kellan", new_key(Role.COSIGNER, "kellan", "member"))) == []
    assert keep(four, line_of(four, "kellan")) == ["kellan"]


def test_a_cosignature_from_the_future_is_refused(four):
    with pytest.raises(Refused) as e:
        keep(four, line_of(four, "kellan"), now=four.at - 10**10)
    assert e.value.code == "clock-ahead"


def test_a_cosignature_of_no_checkpoint_or_of_no_policy_is_refused(four, bare):
    with pytest.raises(NotFound) as e:
        keep(four, line_of(four, "kellan"), size=10**6)
    assert e.value.code == "checkpoint-missing"


def test_a_whole_note_of_another_record_is_refused(four):
    point = cp.Checkpoint(four.desk.book.log, four.desk.book.size(), b"\0" * 32)
    note = str(
        Note(point.text(), (cosig.sign(point.text(), "kellan.example/cosigner", four.keys["kellan"], 5),))
    )
    with pytest.raises(Broken) as e, write(four.desk.book.engine) as connection:
        gather.keep_note(connection, four.desk.book.log, note, four.at)
    assert e.value.code == "split-view"


def test_an_old_copy_of_the_log_is_told_by_its_cosigners(four):
    with pytest.raises(Conflict) as e, read(four.desk.book.engine) as connection:
        gather.request(connection, four.desk.book.size() + 5)
    assert e.value.code == "log-behind"


@contextmanager
def served(*cosigners):
    """Serve cosigners on free ports of this machine; gives their addresses."""
    servers = [Server("127.0.0.1", 0, c, lambda _line: None) for c in cosigners]
    threads = [threading.Thread(target=s.serve_forever, args=(0.02,), daemon=True) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield [f"http://127.0.0.1:{s.server_address[1]}" for s in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()


def test_all_are_asked_over_http_and_nobody_waits_for_one_that_is_away(four, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 1)
    names = list(NAMES)
    with served(*(four.who[n] for n in names[:3])) as addresses:
        urls = {**dict(zip(names, addresses, strict=False)), "university": "http://127.0.0.1:9/"}
        four.enact(four.policy(*NAMES, urls=urls), *NAMES)
        for _ in range(2):
            size = four.grow(2)
            answers = {
                a.name: a for a in client.ask_all(four.desk.book.engine, four.desk.book.log, four.clock)
            }
            assert [answers[n].size for n in names[:3]] == [size] * 3
            assert isinstance(answers["university"].error, Unavailable)
            assert four.standing().final == size
    absent = next(a for a in four.standing().attendance if a.name == "university")
    assert (absent.size, absent.behind > 0) == (0, True)
    four.desk.book.check(workers=1)


def test_a_log_that_forgot_what_was_cosigned_asks_again_from_there(four):
    with served(four.who["kellan"]) as (address,):
        four.enact(four.policy(*NAMES, urls={"kellan": address}), *NAMES)
        four.who["kellan"].add_checkpoint(four.request(0))
        size = four.grow()
        (answer,) = client.ask_all(four.desk.book.engine, four.desk.book.log, four.clock)
    assert (answer.size, answer.error) == (size, None)


def test_a_refusal_over_http_stands_in_the_answer(four, forged):
    with served(four.who["kellan"]) as (address,):
        four.enact(four.policy(*NAMES, urls={"kellan": address}), *NAMES)
        size = four.desk.book.size()
        four.who["kellan"].add_checkpoint(four.request(0, forged(size, b"\1" * 32)))
        four.grow()
        (answer,) = client.ask_all(four.desk.book.engine, four.desk.book.log, four.clock)
    assert answer.error is not None
    assert answer.error.code == "cosigner-refused"
    assert "422 history-rewritten" in str(answer.error)


def test_another_cosigner_at_an_address_is_noticed(four):
    with served(four.who["dorvia"]) as (address,):
        four.enact(four.policy(*NAMES, urls={"kellan": address}), *NAMES)
        (answer,) = client.ask_all(four.desk.book.engine, four.desk.book.log, four.clock)
    assert answer.error is not None
    assert answer.error.code == "cosigner-other"


def test_the_server_answers_as_the_protocol_says(four):
    with served(four.who["kellan"]) as (address,):
        body = four.request(0)
        assert client.send(address, body)[0] == 200
        four.grow()
        assert client.send(address, four.request(0)) == (
            409,
            f"{four.who['kellan'].size(four.desk.book.log)}\n",
        )
        assert client.send(address, b"nonsense")[0] == 400
        assert client.send(address, b"x" * 100_000)[0] == 400
        assert client.send(f"{address}/elsewhere", body)[0] == 404
