"""BMCs that are emulated: Redfish over HTTPS, told from the description of a machine, with faults to order."""
