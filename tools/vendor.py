"""Fetch the files of other projects that the pages and printed documents need, and write their SHA-256 lists.

Run `python tools/vendor.py` with `npm` on the path; it replaces all in `web/static/vendor/` and
`bulletins/fonts/`. Each package is pinned to a version and to the SHA-256 of its archive, so that a run gives
the same bytes or stops.
Programs and styles are copied as they are. The countries are Natural Earth 1:50m (public domain) as
packed by `world-atlas`: TopoJSON arcs are decoded here (TopoJSON specification, 2.1.4), coordinates rounded
to 3 decimals (some 110 m), and of the properties only `name` is kept.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon, box
from shapely.geometry.polygon import orient

HOUSE = Path(__file__).parents[1] / "src/holdfire"
VENDOR = HOUSE / "web/static/vendor"
FONTS = HOUSE / "bulletins/fonts"
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Package:
    """An archive by name, version and SHA-256; the files copied from it; its licence file."""

    name: str
    version: str
    sha256: str
    licence: str
    copied: tuple[str, ...] = ()


MAPLIBRE = Package(
    "maplibre-gl",
    "6.17.0",
    "587807d8d6c99349022e027fa310c16cfaa55392131f6263df080306db6809b0",
    "LICENSE.txt",
    ("dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css"),
)
ATLAS = Package(
    "world-atlas", "2.0.2", "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97", "LICENSE"
)

AMIRI = Package(
    "@expo-google-fonts/amiri",
    "0.4.1",
    "7228928b40d7c178cc00df1f5098dd7cce2d9294def732027c1f4be5c7abaddc",
    "LICENSE_FONT",
    ("400Regular/Amiri_400Regular.ttf", "700Bold/Amiri_700Bold.ttf"),
)
"""Arabic and Persian on paper; the other scripts come with typst.

A font that sets a letter's dots as glyphs of their own makes a PDF in which no word is found.
"""


def fetch(package: Package, folder: Path) -> dict[str, bytes]:
    """Return the package's files by path; stop if the archive is not the pinned one."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    archive = folder / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        sys.exit(f"{archive.name}: SHA-256 is {found}, pinned is {package.sha256}")
    with tarfile.open(archive) as tar:
        members = [m for m in tar.getmembers() if m.isfile()]
        files = {m.name.removeprefix("package/"): tar.extractfile(m) for m in members}
        return {name: file.read() for name, file in files.items() if file}


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Turn delta-coded integers into lon, lat rounded to 3 decimals."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        steps = zip(accumulate(p[0] for p in arc), accumulate(p[1] for p in arc), strict=True)
        arcs.append([(round(x * kx + dx, 3), round(y * ky + dy, 3)) for x, y in steps])
    return arcs


def ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs (`~i` is arc i backwards), drop repeated points, and turn it the way RFC 7946 wants it."""
    joined = chain.from_iterable(arcs[i] if i >= 0 else reversed(arcs[~i]) for i in indexes)
    return [point for point, _ in groupby(joined)][::-1]


def unwrap(points: Ring) -> Ring:
    """Shift longitudes by whole turns so that no step is longer than half a turn."""
    turns = accumulate((round((before[0] - p[0]) / 360) for before, p in pairwise(points)), initial=0)
    return [(round(x + 360 * turn, 3), y) for (x, y), turn in zip(points, turns, strict=True)]


def cut(polygon: list[Ring]) -> list[list[Ring]]:
    """Cut a polygon that crosses the 180th meridian (RFC 7946, 3.1.9); one round a pole is left whole."""
    outer = unwrap(polygon[0])
    if outer[0] != outer[-1] or all(-180 <= x <= 180 for x, _ in outer):
        return [polygon]
    whole, pieces = Polygon(outer, polygon[1:]), []
    for turn in (-360, 0, 360):
        part = whole.intersection(box(turn - 180, -90, turn + 180, 90))
        for piece in (p for p in getattr(part, "geoms", [part]) if p.area):
            turned = orient(piece)
            rings = [turned.exterior, *turned.interiors]
            pieces.append([[(round(x - turn, 3), round(y, 3)) for x, y in r.coords] for r in rings])
    return pieces


def geojson(topology: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the named TopoJSON object as a feature collection with `name` as its only property."""
    arcs = decode_arcs(topology)
    features = []
    for shape in topology["objects"][name]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [[ring(indexes, arcs) for indexes in polygon] for polygon in polygons]
        kept = [[r for r in polygon if len(r) > 3] for polygon in rings if len(polygon[0]) > 3]
        parts = list(chain.from_iterable(map(cut, kept)))
        properties, geometry = (
            {"name": shape["properties"]["name"]},
            {"type": "MultiPolygon", "coordinates": parts},
        )
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def licences(texts: dict[str, str]) -> str:
    """Return one text with each package's licence under its name."""
    head = (
        "The files in this folder come from other projects, under these licences.\n"
        "countries-50m.geojson is Natural Earth 1:50m, which is in the public domain.\n"
    )
    return head + "".join(
        f"\n{'=' * 79}\n{name}\n{'=' * 79}\n\n{text.strip()}\n" for name, text in texts.items()
    )


def collect(folder: Path) -> dict[str, bytes]:
    """Fetch every package and return what belongs in the vendor folder."""
    maplibre, atlas = fetch(MAPLIBRE, folder), fetch(ATLAS, folder)
    out = {Path(name).name: maplibre[name] for name in MAPLIBRE.copied}
    countries = geojson(json.loads(atlas["countries-50m.json"]), "countries")
    out["countries-50m.geojson"] = json.dumps(countries, ensure_ascii=False, separators=(",", ":")).encode()
    texts = {
        f"{p.name} {p.version}": files[p.licence].decode()
        for p, files in ((MAPLIBRE, maplibre), (ATLAS, atlas))
    }
    out["LICENSES.txt"] = licences(texts).encode()
    return out


def collect_fonts(folder: Path) -> dict[str, bytes]:
    """Fetch the font package and return what belongs in the folder of fonts."""
    found = fetch(AMIRI, folder)
    return {
        **{Path(name).name: found[name] for name in AMIRI.copied},
        "OFL.txt": found[AMIRI.licence],
    }


def replace(target: Path, files: dict[str, bytes]) -> None:
    """Replace all that a folder holds, and list the sums."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    for name, data in files.items():
        (target / name).write_bytes(data)
        print(f"{len(data):>9,}  {name}")
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    (target / "SHA256SUMS").write_text(sums, encoding="ascii")


def main() -> None:
    """Replace both folders."""
    with tempfile.TemporaryDirectory() as folder:
        files, fonts = collect(Path(folder)), collect_fonts(Path(folder))
    replace(VENDOR, files)
    replace(FONTS, fonts)


if __name__ == "__main__":
    main()
