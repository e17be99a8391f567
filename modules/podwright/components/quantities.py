"""Amounts as Kubernetes writes them back: any other form of the same amount would look like a change at the next preview."""

SUFFIXES = ("Gi", "Ti", "Pi", "Ei")
STEP = 1024


def memory(amount_gib: int) -> str:
    """Return an amount of memory in the API's canonical form: the largest suffix that leaves a whole number, and a bare 0."""
    if amount_gib == 0:
        return "0"
    power = 0
    while amount_gib % STEP == 0 and power < len(SUFFIXES) - 1:
        amount_gib, power = amount_gib // STEP, power + 1
    return f"{amount_gib}{SUFFIXES[power]}"
