"""Who spoke: sealed for two protection officers of different bodies, outside the record."""
