"""Doors: HTTP, pages, command line and use cases."""
