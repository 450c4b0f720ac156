"""A new version of the agreement in a book: signed by members elsewhere, or kept as refused."""

from __future__ import annotations

import pytest

from desk import AGREEMENT, MEMBERS
from holdfire.agreement import entries
from holdfire.agreement import repo as agreement
from holdfire.errors import Conflict, Refused
from holdfire.record import parcel as parcels
from holdfire.record.encoding import sha256_hex
from holdfire.record.kinds import Draft

NEW = AGREEMENT + b"# A new version.\n"


def standing(desk):
    with desk.book.reading() as connection:
        return agreement.current(connection).sha256


def asked(desk):
    return desk.book.request(lambda c: entries.amend(c, NEW, MEMBERS, desk.book.clock()))


def test_one_members_signature_is_not_enough(file_desk):
    with pytest.raises(Refused) as e:
        file_desk.book.submit(
            lambda c: entries.amend(c, NEW, ["kellan"], file_desk.book.clock()), file_desk.members["kellan"]
        )
    assert e.value.code == "amendment-unsigned"
    assert "dorvia" in e.value.message


def test_one_that_comes_in_all_the_same_is_kept_as_refused(file_desk):
    digest = sha256_hex(NEW)
    draft = Draft("agreement", {"agreement": digest}, files={digest: NEW})
    entry = file_desk.book.submit(lambda _c: [draft], file_desk.members["kellan"])[0].index
    with file_desk.book.reading() as connection:
        assert agreement.refusal(connection, entry) == "amendment-unsigned"
    assert standing(file_desk) == sha256_hex(AGREEMENT)
    before = file_desk.dump()
    file_desk.book.rebuild()
    assert file_desk.dump() == before
    file_desk.book.check(workers=1)


def test_members_sign_one_after_the_other_wherever_they_are(file_desk):
    """The request travels with the text itself, so that everybody reads what it signs."""
    data = parcels.write(asked(file_desk))
    for member in MEMBERS:
        data = parcels.write(parcels.sign(parcels.parse(data), file_desk.members[member]))
    assert NEW in parcels.parse(data).files
    file_desk.book.take(parcels.parse(data))
    assert standing(file_desk) == sha256_hex(NEW)
    file_desk.book.check(workers=1)


def test_responses_that_came_back_apart_are_put_together(file_desk):
    request = asked(file_desk)
    responses = [parcels.sign(request, file_desk.members[m]) for m in MEMBERS]
    file_desk.book.take(parcels.together(responses))
    assert standing(file_desk) == sha256_hex(NEW)
    with pytest.raises(Conflict) as e:
        parcels.together([request, asked(file_desk)])
    assert e.value.code == "parcels-differ"


def test_a_file_that_the_entry_does_not_name_is_not_taken_in(file_desk):
    request = asked(file_desk)
    other = parcels.Parcel(request.payload, request.disclosures, (), (*request.files, b"something else"))
    with pytest.raises(Refused) as e:
        file_desk.book.take(parcels.sign(other, file_desk.members["kellan"]))
    assert e.value.code == "file-foreign"
