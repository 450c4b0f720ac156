"""The claims that were read out of a report, beside its words: each slot lit, with its rule."""

from __future__ import annotations

from holdfire.reading import repo
from holdfire.web import claims_read


def test_put_together_the_pieces_are_the_words_and_each_slot_stands_in_them(books):
    shown = 0
    for name in ("exercise", "syria-2016"):
        with books[name].reading() as connection:
            for entry, article in repo.articles(connection).items():
                claims = repo.claims(connection, entry)
                for read in claims_read.lit(article.words, claims):
                    words = "".join(piece.text for piece in read.pieces)
                    assert words in article.words
                    assert article.words[read.claim.start : read.claim.end] in words
                    assert all(slot.words and slot.words in words for slot in read.slots)
                    assert {slot.number for slot in read.slots} >= {5}
                    shown += len(read.slots)
    assert shown > 3


def test_a_report_that_was_read_shows_its_claims_with_rule_and_measured_confidence(client, books):
    with books["exercise"].reading() as connection:
        entry = next(e for e in repo.articles(connection) if repo.claims(connection, e))
        claim = repo.claims(connection, entry)[0]
    page = client.get(f"/exercise/reports/{entry}").text
    assert f"<code>{claim.kind}</code> <code>{claim.status}</code>" in page
    assert f"Rule {claim.rule}." in page
    assert "<code>kind-shelling</code>" in page
