"""Places, times, hours and coordinates: pure functions, no input or output."""
