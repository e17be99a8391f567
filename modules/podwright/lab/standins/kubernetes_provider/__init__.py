"""A stand-in for Pulumi's Kubernetes provider: same package, same inputs, a real API server behind it.

`diff` is the API server's own word (a server-side dry run). Left out, each refused with a clear line: Helm, Kustomize and YAML components, `*Patch` resources, render mode.
"""
