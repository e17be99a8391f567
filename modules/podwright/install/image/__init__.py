"""Images of operating systems: built from packages, the same bytes each time, with a bill of what is in them."""
