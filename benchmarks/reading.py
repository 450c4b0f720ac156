"""How fast pages and claims are read, on one core: `python benchmarks/reading.py`.

Claims: the gold of `tests/gold/reading`, twenty times over, with its gazetteer. Pages: one invented page of 20
paragraphs. Times are CPU time of this process.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from holdfire.places.gazetteer import load as load_gazetteer
from holdfire.places.mentions import finder
from holdfire.reading.claims import claims
from holdfire.reading.gold import load
from holdfire.reading.lexicon import LANGUAGES
from holdfire.reading.reader import read

GOLD = Path(__file__).parents[1] / "tests/gold/reading"
TIMES = 20
PARAGRAPH = "<p>Exercise, part {n}: shells fell near the mill again on Monday, residents of the {n}th street said.</p>"


def main() -> None:
    find = finder(load_gazetteer((GOLD / "gazetteer.csv").read_bytes()))
    documents = [d for path in sorted(GOLD.glob("*.yaml")) for d in load(path)]
    for language in LANGUAGES:
        chosen = [d for d in documents if d.lang == language]
        start, found = time.process_time(), 0
        for _ in range(TIMES):
            for d in chosen:
                found += len(claims(d.text, language, dt.date.fromisoformat(d.published), find))
        print(f"{language}: {found / (time.process_time() - start):,.0f} claims/s")
    body = "".join(PARAGRAPH.format(n=n) for n in range(20))
    page = f"<html><head><title>Exercise</title></head><body><article>{body}</article></body></html>"
    start = time.process_time()
    for n in range(100):
        read(page.replace("Exercise", f"Exercise {n}").encode(), "text/html")
    print(f"pages: {100 / (time.process_time() - start):,.0f}/s")


if __name__ == "__main__":
    main()
