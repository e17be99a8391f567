"""Cables told to those who pull, check and record them."""
