"""A cosigner cosigns growth, refuses everything else, and keeps what it refused."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from holdfire.cosign import repo
from holdfire.cosign.cosigner import Cosigner, begin, hash_of, key_path, load_card
from holdfire.cosign.judge import status
from holdfire.db.engine import read
from holdfire.errors import BadInput, Conflict, HoldfireError, NotFound, Refused
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import growth, tree
from holdfire.record import note as notes
from holdfire.record.keys import Role, load, new_key

OTHER = tree.leaf_hash(b"another record")


def refused(cosigner):
    with read(cosigner.engine) as connection:
        return [r.code for r in repo.refusals(connection)]


def error(cosigner, request):
    with pytest.raises(HoldfireError) as e:
        cosigner.add_checkpoint(request)
    return e.value.code, status(e.value)


def test_a_cosigner_cosigns_what_grew_and_says_when(four):
    cosigner = four.who["kellan"]
    for _ in range(3):
        size = four.grow(2)
        line = notes.parse_line(
            cosigner.add_checkpoint(four.request(cosigner.size(four.desk.book.log))).strip()
        )
        point = cp.parse(growth.parse(four.request(0)).note)
        assert (point.size, cosigner.size(four.desk.book.log)) == (size, size)
        assert cosig.holds(line, point.text(), four.card("kellan").vkey)
        assert cosig.time_of(line) == four.at // 1_000_000
    assert refused(cosigner) == []


def test_a_cosigner_says_again_that_nothing_grew(four):
    cosigner = four.who["kellan"]
    cosigner.add_checkpoint(four.request(0))
    four.at += 3_600_000_000
    again = notes.parse_line(cosigner.add_checkpoint(four.request(four.desk.book.size())).strip())
    assert cosig.time_of(again) == four.at // 1_000_000


def test_its_time_never_goes_back(four):
    cosigner = four.who["kellan"]
    first = notes.parse_line(cosigner.add_checkpoint(four.request(0)).strip())
    four.at -= 3_600_000_000
    later = notes.parse_line(cosigner.add_checkpoint(four.request(four.desk.book.size())).strip())
    assert cosig.time_of(later) == cosig.time_of(first)


def test_a_rewritten_history_is_refused_with_422_and_kept(four, forged):
    cosigner = four.who["kellan"]
    cosigner.add_checkpoint(four.request(0))
    old = four.desk.book.size()
    size = four.grow()
    request = four.request(old, forged(size, OTHER))
    assert error(cosigner, request) == ("history-rewritten", 422)
    assert cosigner.size(four.desk.book.log) == old
    with read(cosigner.engine) as connection:
        (kept,) = repo.refusals(connection)
    assert (kept.code, kept.origin, kept.request) == ("history-rewritten", four.desk.book.log, request)


def test_a_split_view_is_refused_with_422_and_kept(four, forged):
    cosigner, size = four.who["kellan"], four.desk.book.size()
    cosigner.add_checkpoint(four.request(0))
    assert error(cosigner, four.request(size, forged(size, OTHER))) == ("split-view", 422)
    assert refused(cosigner) == ["split-view"]


def test_a_split_view_is_kept_even_where_the_log_asks_from_another_size(four, forged):
    cosigner, size = four.who["kellan"], four.desk.book.size()
    cosigner.add_checkpoint(four.request(0))
    assert error(cosigner, four.request(0, forged(size, OTHER)).replace(b"old 0", b"old 1")) == (
        "size-other",
        409,
    )
    assert refused(cosigner) == ["split-view"]


def test_a_log_that_was_rolled_back_is_refused_with_409_and_kept(four):
    before, cosigner = four.request(0), four.who["kellan"]
    four.grow()
    cosigner.add_checkpoint(four.request(0))
    small = growth.parse(before)
    assert error(cosigner, before) == ("size-other", 409)
    assert error(cosigner, growth.write(small._replace(old=cosigner.size(four.desk.book.log))).encode()) == (
        "old-beyond",
        400,
    )
    assert refused(cosigner) == ["log-rolled-back"], "one checkpoint is kept once"


def test_a_log_that_does_not_know_how_far_the_cosigner_is_is_told_and_nothing_is_kept(four):
    cosigner = four.who["kellan"]
    cosigner.add_checkpoint(four.request(0))
    four.grow()
    assert error(cosigner, four.request(0)) == ("size-other", 409)
    assert refused(cosigner) == []


def test_an_unknown_log_is_refused_with_404(four, tmp_path):
    database = str(tmp_path / "new.cosigner")
    begin(database, "kellan")
    stranger = Cosigner(database, four.clock, load(key_path(database)))
    assert error(stranger, four.request(0)) == ("log-unknown", 404)
    assert refused(stranger) == ["log-unknown"]


@pytest.mark.parametrize("key", [new_key(Role.LOG, "log"), None])
def test_an_unknown_key_or_a_false_signature_is_refused_with_403(four, forged, key):
    cosigner, size = four.who["kellan"], four.desk.book.size()
    note = forged(size, OTHER, key)
    if key is None:
        note = note.replace(f"\n{size}\n", f"\n{size + 1}\n")
    assert error(cosigner, four.request(0, note)) == ("checkpoint-forged", 403)
    assert refused(cosigner) == ["checkpoint-forged"]
    assert cosigner.size(four.desk.book.log) == 0


def test_of_what_no_known_log_signed_only_so_much_is_kept(four, monkeypatch, forged):
    monkeypatch.setattr(repo, "KEPT", 3)
    cosigner = four.who["kellan"]
    for size in range(1, 8):
        error(cosigner, four.request(0, forged(size, OTHER, new_key(Role.LOG, "log"))))
    with read(cosigner.engine) as connection:
        kept = [cp.parse(growth.parse(r.request).note).size for r in repo.refusals(connection)]
    assert kept == [5, 6, 7]


def test_a_tree_of_nothing_has_the_root_of_nothing(four, forged):
    assert error(four.who["kellan"], four.request(0, forged(0, OTHER))) == ("split-view", 422)
    four.who["dorvia"].add_checkpoint(four.request(0, forged(0, tree.EMPTY)))
    assert four.who["dorvia"].size(four.desk.book.log) == 0


def test_a_proof_where_none_is_needed_is_refused(four):
    request = growth.parse(four.request(0))
    false = growth.write(request._replace(path=(OTHER,))).encode()
    assert error(four.who["kellan"], false) == ("history-rewritten", 422)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\n",
        b"old -1\n\n",
        b"old x\n\n",
        b"\xff",
        b"old 0\nAAAA\n\n",
        b"old 0\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n",
    ],
)
def test_what_is_no_request_is_refused_with_400(four, body):
    note = growth.parse(four.request(0)).note.encode()
    assert error(four.who["kellan"], body) == ("request-malformed", 400)
    assert error(four.who["kellan"], body + note)[1] in {400, 422}


def test_two_requests_at_once_cannot_pass_each_other(four):
    """One is cosigned and the other told to ask again, or they come one after the other: the size never falls."""
    cosigner = four.who["kellan"]
    requests = []
    for _ in range(4):
        four.grow()
        requests.append(four.request(0))
    told = []

    def ask(request):
        with suppress(Conflict):
            cosigner.add_checkpoint(request)
            told.append(cosigner.size(four.desk.book.log))

    threads = [threading.Thread(target=ask, args=(r,)) for r in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1


def test_it_gives_out_what_it_cosigned_with_both_signatures(four):
    cosigner, origin = four.who["kellan"], four.desk.book.log
    with pytest.raises(NotFound):
        cosigner.checkpoint(hash_of(origin))
    cosigner.add_checkpoint(four.request(0))
    note = cosigner.checkpoint(hash_of(origin))
    assert cp.check(note, four.desk.log_key.public).size == four.desk.book.size()
    assert [h for _, _, h in cosig.read(notes.parse(note), [four.card("kellan").vkey])] == [True]


def test_a_log_may_change_its_key_and_the_old_one_is_taken_back(four, forged):
    cosigner, new = four.who["kellan"], new_key(Role.LOG, "log")
    mine = cp.vkey(four.desk.book.log, new.public)
    assert cosigner.trust(mine)
    assert not cosigner.trust(mine)
    point = cp.parse(growth.parse(four.request(0)).note)
    cosigner.add_checkpoint(four.request(0, forged(point.size, point.root, new)))
    assert cosigner.distrust(cp.vkey(four.desk.book.log, four.desk.log_key.public))
    assert error(cosigner, four.request(point.size))[0] == "checkpoint-forged"


def test_the_database_of_one_cosigner_is_of_no_use_to_another(four):
    with pytest.raises(Refused) as e:
        Cosigner(str(four.folder / "kellan.cosigner"), four.clock, four.keys["dorvia"])
    assert e.value.code == "cosigner-other"


def test_a_cosigner_that_lost_its_database_cannot_begin_again_with_its_key(four):
    (four.folder / "kellan.cosigner").unlink()
    with pytest.raises(Conflict) as e:
        begin(str(four.folder / "kellan.cosigner"), "kellan")
    assert e.value.code == "key-exists"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _t: "",
        lambda _t: "{}",
        lambda t: t.replace("cosigner", "decision", 1),
        lambda t: t.replace("vkey", "vk"),
    ],
)
def test_a_card_that_is_none_is_refused(four, spoil):
    card = four.folder / "kellan.pub"
    card.write_text(spoil(card.read_text()))
    with pytest.raises(BadInput) as e:
        load_card(card)
    assert e.value.code in {"card-malformed", "key-file"}
