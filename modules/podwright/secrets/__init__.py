"""Secrets by name, and every ssh key of a pod from one of them."""
