"""The planner's desk: pages that show, take in and change what the union knows."""
