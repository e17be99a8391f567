"""Blank machines: QEMU with real firmware, disks and a TPM of their own, each behind an emulated BMC."""
