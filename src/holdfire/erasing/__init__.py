"""That values are erased: who ordered it and why, and which mirrors have done it."""
