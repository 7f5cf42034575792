"""Decisions about coverage, sites and hours: pure functions, no input or output."""
