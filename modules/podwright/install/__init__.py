"""From a machine with an empty disk to one that has an operating system: the image, the installer that writes it, and what serves both."""
