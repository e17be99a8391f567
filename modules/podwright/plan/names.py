"""Kinds of name, each a type of its own, so that a rack is never passed where a device is meant."""

from typing import NewType

PodName = NewType("PodName", str)
DeviceName = NewType("DeviceName", str)
RackName = NewType("RackName", str)
PortName = NewType("PortName", str)
CableLabel = NewType("CableLabel", str)
SecretName = NewType("SecretName", str)
