"""What commands share."""

from __future__ import annotations

from holdfire.cli.options import shown


def test_a_servers_password_is_not_shown():
    assert shown("postgresql://desk:secret@example.org/truce") == "postgresql://desk:***@example.org/truce"
    assert shown("truce.book") == "truce.book"
