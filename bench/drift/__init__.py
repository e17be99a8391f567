"""What is plugged in against the plan: what it takes to compare 25,000 cables."""
