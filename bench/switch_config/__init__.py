"""What it takes to write the configuration of every switch."""
