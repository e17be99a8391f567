"""The boot service of a management node: it runs there with Python's standard library alone, from 3.10 on."""
