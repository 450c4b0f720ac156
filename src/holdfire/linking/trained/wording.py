"""The words of claims as weighted vectors: tf-idf over words and, for long words, their first letters.

No dictionary is kept: a word's number is its CRC-32 cut to 22 bits, the same on every machine. In Arabic script the
article and one-letter prefixes are cut off, so that a name is found again in another sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from holdfire.agreement.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BITS = 22
"""Words share 4 million numbers: of 100,000 different words about one in 40 shares its number with another."""
CHUNK = 200_000
"""Pairs that are multiplied at once, to keep memory small."""
LONGEST = 4000
"""Letters of a text that are read: a report says what happened in its first paragraphs."""
STEM = 5
_ARABIC = re.compile("^(?:[وفبلك]?ال|لل|[وبلك](?=.{4}))")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A row a text, each of length one; without words it is all zero."""

    rows: Any

    def alike(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give the cosine of each pair, NaN where a text has no words."""
        out = np.empty(len(a), np.float32)
        empty = np.diff(self.rows.indptr) == 0
        for at in range(0, len(a), CHUNK):
            part = slice(at, at + CHUNK)
            product = self.rows[a[part]].multiply(self.rows[b[part]])
            out[part] = np.asarray(product.sum(axis=1)).ravel()
        out[empty[a] | empty[b]] = np.nan
        return out


def terms(text: str) -> Iterator[str]:
    """Yield a text's words, folded; with long ones their first letters too, which their other forms share."""
    for word in _WORD.findall(fold(text[:LONGEST])):
        bare = _ARABIC.sub("", word) if word[0] >= "\u0600" else word
        yield bare
        if len(bare) > STEM + 1:
            yield "~" + bare[:STEM]


def wording(texts: Sequence[str]) -> Wording:
    """Weigh words: (1 + ln count) times ln(texts / texts with the word), rows scaled to length one (Salton 1988)."""
    indices: list[int] = []
    counts: list[int] = []
    starts = [0]
    seen: dict[str, int] = {}
    for text in texts:
        for term, n in Counter(terms(text)).items() if text else ():
            column = seen.get(term)
            if column is None:
                column = seen[term] = crc32(term.encode()) >> (32 - BITS)
            indices.append(column)
            counts.append(n)
        starts.append(len(indices))
    return _weighted(np.array(indices, np.int32), np.array(counts, np.float32), np.array(starts))


def _weighted(indices: Any, counts: Any, starts: Any) -> Wording:
    n = max(2, int((np.diff(starts) > 0).sum()))
    held = np.bincount(indices, minlength=2**BITS)
    idf = np.log(n / np.maximum(held, 1)).astype(np.float32)
    rows = csr_matrix(((1 + np.log(counts)) * idf[indices], indices, starts), (len(starts) - 1, 2**BITS))
    rows.sum_duplicates()
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(length, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return Wording(rows)
