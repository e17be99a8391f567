"""Hosts' networks as their operating systems take them: systemd-networkd, netplan, NetworkManager, and what none of these sets; pure."""
