"""Cosigners: a member's program that sees that the log only grows and says so; and what the log does with its word."""
