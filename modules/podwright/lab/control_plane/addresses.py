"""Where the parts of the control plane listen. Each lab has a network namespace of its own, so the usual ports are free and never meet another lab's."""

LOOPBACK = "127.0.0.1"
ETCD = f"http://{LOOPBACK}:2379"
ETCD_PEER = f"http://{LOOPBACK}:2380"
API_PORT = 6443
API = f"https://{LOOPBACK}:{API_PORT}"
KUEUE_WEBHOOK_PORT = 9443
KUEUE_WEBHOOK = f"https://{LOOPBACK}:{KUEUE_WEBHOOK_PORT}"
KUEUE_HEALTH = f"{LOOPBACK}:8081"
KWOK = f"{LOOPBACK}:10247"
SERVICES = "198.18.0.0/16"
"""Addresses of Services: from the range kept for benchmarks (RFC 2544), so that they never stand in a pod's own pools. Nothing carries traffic to them here."""
PODS = "198.19.0.0/16"
"""Addresses that simulated pods show; the other half of the same range."""
