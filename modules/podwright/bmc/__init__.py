"""What is set on BMCs: decided from what they tell and from the plan, shown, then done."""
