"""The executable `pulumi-resource-kubernetes`."""

from podwright.lab.standins.kubernetes_provider.provider import Kubernetes
from podwright.lab.standins.kubernetes_provider.wire import serve

VERSION = "4.32.0"
"""The version of the official provider whose package, inputs and rules are spoken here."""

serve(Kubernetes(VERSION), version=VERSION)
