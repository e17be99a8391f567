"""Pods of 10,000 and 100,000 GPUs: what it takes to plan, judge, write and compare them."""
