"""The judge: what a plan gets wrong. Pure."""
