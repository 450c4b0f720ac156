"""Holdfire: the joint record, casework and bulletins of a ceasefire mechanism."""

__version__ = "0.1.0"
