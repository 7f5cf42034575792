"""Our figures beside the peers', each pair in one run: `make bench` prints them as a table."""
