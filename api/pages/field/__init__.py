"""The page of the field staff: their day, what came of each visit, and stops that move."""
