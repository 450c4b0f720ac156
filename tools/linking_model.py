"""Learn the comparison that ships with Holdfire, and write it to `src/holdfire/linking/trained/shipped`.

    HOLDFIRE_DATA=../shared/data python tools/linking_model.py

It learns from the MAVERICK reports of election violence in Kenya (van Baalen and Höglund 2026, CC BY 4.0), which this
repository does not hold, and from invented worlds (`benchmarks/linking/worlds.py`). The same input gives the same
bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

HOME = Path(__file__).parents[1]
sys.path.insert(0, str(HOME / "benchmarks" / "linking"))

from learning import SIZE, WORLDS, kenya, worlds  # noqa: E402

from holdfire.linking.trained.learn import learn, lesson  # noqa: E402

FOLDER = HOME / "src" / "holdfire" / "linking" / "trained" / "shipped"
METHOD = "forests-1"
ABOUT = (
    "Learned from {n} coded reports of election violence in Kenya, 1992 to 2022 (MAVERICK: van Baalen and Höglund "
    "2026, R package eventreport, CC BY 4.0) and from {worlds} invented worlds of {size} incidents each. "
    "No names of places, parties or sources are features."
)


def main() -> None:
    """Learn and write."""
    claims, truth, elections = kenya()
    own = lesson(claims, truth[: len(claims)], [e[:-1] for e in elections[: len(claims)]])
    about = ABOUT.format(n=len(claims), worlds=WORLDS, size=SIZE)
    found, forests = learn([own, *worlds()], about, METHOD)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "about.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for name, text in forests.items():
        (FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
