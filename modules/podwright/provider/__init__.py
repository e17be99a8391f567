"""Our own Pulumi provider, for what no provider exists for."""
