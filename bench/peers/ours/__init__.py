"""What podwright is given: the leaf-spine as a catalogue of a stack's own."""
