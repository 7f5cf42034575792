"""Load, decide, save: what the routes and the command line call."""
