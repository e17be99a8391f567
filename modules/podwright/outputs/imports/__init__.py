"""The plan as inventory systems import it: NetBox and Nautobot, a numbered file a kind of object, in the order in which they must be read."""
