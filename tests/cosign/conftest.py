"""Logs with their cosigners."""

from round_fixtures import bare, forged, four

__all__ = ["bare", "forged", "four"]
