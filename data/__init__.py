"""Everything that crosses the process boundary: database, files, samples."""
