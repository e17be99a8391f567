"""What is racked, as its BMC tells it by Redfish."""
