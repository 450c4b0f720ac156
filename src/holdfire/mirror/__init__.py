"""A full copy of a log that another keeps: what is handed to it, how it checks that, and what it sends to the log."""
