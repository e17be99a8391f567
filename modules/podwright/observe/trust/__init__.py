"""What booted, proven by the machine's TPM: a quote, the firmware's log, and what is allowed."""
