"""The sample city: facts in a table, and what is generated around them."""
