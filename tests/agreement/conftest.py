from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.agreement.load import load

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def clean_bytes():
    return (HERE / "clean.yaml").read_bytes()


@pytest.fixture(scope="session")
def clean(clean_bytes):
    return load(clean_bytes, "clean.yaml")
