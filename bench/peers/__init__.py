"""The same leaf-spine, designed by podwright, by Arista's pyavd and by netlab."""
