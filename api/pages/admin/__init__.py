"""Pages for admins: accounts, and who changed what."""
