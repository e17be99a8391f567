"""A pod whose cluster layer has a hundred objects, for the race of a second `pulumi up` against `kubectl diff`."""
