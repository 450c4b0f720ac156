"""Files attached to a report: originals kept apart, working copies without what exposes their maker, custody."""
