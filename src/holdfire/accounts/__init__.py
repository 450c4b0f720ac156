"""Who may log in to the pages of a book: accounts, passwords, passkeys, sessions. Never entries of the record."""
