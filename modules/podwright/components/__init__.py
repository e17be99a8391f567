"""Pieces of the plan made real in a cluster."""
