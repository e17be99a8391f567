"""Every file of a large pod: what it takes to write them."""
