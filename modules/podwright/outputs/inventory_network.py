"""What the inventory says to the role that sets hosts' networks; what it lays is compiled by a lookup, not carried here; pure."""

from podwright.outputs.switch_inventory import Values
from podwright.plan.types import Plan


def network_values(plan: Plan) -> Values:
    """Return the values that all hosts share."""
    return {"host_network_mode": plan.host_network.mode, "host_network_confirm_s": plan.host_network.confirm_s}
