"""The same pod as a network that boots elsewhere: containerlab, netlab, NVIDIA Air."""
