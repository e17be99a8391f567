"""How many addresses that stand change when a leaf-spine grows: podwright, netlab and pyavd."""
