"""That closed fields are opened later, to some or to all, so that a selective briefing is seen."""
