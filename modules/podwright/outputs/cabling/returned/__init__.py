"""A sheet of cables that came back, read and compared with the plan."""
