"""What a vendor's own installer is told: Ubuntu Server's, and that of DGX OS."""
