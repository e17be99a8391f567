"""What hosts are, told by read-only commands over ssh, against the plan and against their like."""
