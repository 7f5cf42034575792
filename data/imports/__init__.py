"""Lists in: readers, header aliases, row checks, upsert."""
