"""Pictures out: maps and posters drawn from what they are given."""
