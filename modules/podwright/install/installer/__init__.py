"""The installer: a kernel and a small root in memory that write an image to a disk, or leave nothing there that boots."""
