"""Kinds of entry."""

from holdfire.record.kinds import Kind

KINDS: tuple[Kind, ...] = ()
