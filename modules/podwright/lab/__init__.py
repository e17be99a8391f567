"""A pod on one machine: hosts, networks, a control plane."""
