"""A real Kubernetes control plane in the lab's network namespace, with Kueue, and with the plan's nodes simulated by kwok."""

from podwright.lab.control_plane.parts import PARTS
from podwright.lab.control_plane.start import start

__all__ = ["PARTS", "start"]
