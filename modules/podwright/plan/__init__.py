"""Thinking: from a declaration to a plan. Pure."""
