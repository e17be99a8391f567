"""The words that people write."""
