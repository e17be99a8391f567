"""The plan told to others. Pure."""
