"""The append-only record: bytes in, bytes out. Knows no meaning of an entry."""
