"""What is really plugged in, and how it differs from the plan: read, joined with the plan, compared."""
