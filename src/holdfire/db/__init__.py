"""Engines, transactions, one MetaData, migrations, the canonical dump. Knows no room."""
