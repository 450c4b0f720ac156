"""Every word can be translated, and no style knows left from right."""

import io
import re

import pytest
from jinja2 import nodes
from jinja2.ext import babel_extract

from holdfire.web.app import STATIC
from holdfire.web.desk import TEMPLATES, templates

NAMES = sorted(p.name for p in TEMPLATES.glob("*.html"))
AS_IT_IS = {"HTML", "CSV"}
"""Names of formats, which no language translates."""
SHOWN = re.compile(
    r'\s(?:title|alt|placeholder|aria-label|data-(?:play|pause|label|within|open|words))="([^"]*)"'
)


def bare(name):
    """The template's own text: what no gettext call goes over."""
    tree = templates().parse((TEMPLATES / name).read_text("utf-8"))
    text = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    return re.sub(r'<pre class="command">.*?</pre>', "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_no_words_stand_outside_gettext(name):
    text = bare(name)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", re.sub(r"&\w+;", "", text)))
    assert set(words) <= AS_IT_IS
    assert not [shown for shown in SHOWN.findall(text) if re.search(r"[^\W\d_]{2,}", shown)]


def extracted(name):
    source = io.BytesIO((TEMPLATES / name).read_bytes())
    return [
        m for _, _, m, _ in babel_extract(source, ("_", "gettext", "ngettext"), (), {"trim_blocks": "true"})
    ]


def test_babel_finds_the_words():
    found = {m if isinstance(m, str) else m[0] for name in NAMES for m in extracted(name) if m}
    assert {"Legend", "no assessments", "Record intact", "Skip to the content", "not given"} <= found
    assert len(found) > 300


PHYSICAL = re.compile(
    r"(?<![\w-])(left|right|(margin|padding|border)-(left|right|top|bottom)|(?:min-|max-)?(?:width|height)|top|bottom)\s*:"
)


def test_the_style_sheet_has_logical_properties_only():
    css = re.sub(r"@media[^{]*", "", (STATIC / "holdfire.css").read_text("utf-8"))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert not PHYSICAL.search(css)
    assert not re.search(r"\b(left|right)\b", css)


def test_the_style_sheet_fetches_nothing():
    assert "url(" not in (STATIC / "holdfire.css").read_text("utf-8")


def test_both_schemes_have_every_colour_of_the_statuses():
    css = (STATIC / "holdfire.css").read_text("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    names = set(re.findall(r"--[a-z-]+(?=:)", light)) - {"--small", "--step", "--wide"}
    assert names <= set(re.findall(r"--[a-z-]+(?=:)", dark))
