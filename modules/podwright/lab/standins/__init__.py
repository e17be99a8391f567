"""What stands in for Pulumi's own plugins where they cannot be had; on PATH inside `podwright lab exec` and nowhere else."""
