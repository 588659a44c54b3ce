"""What the emulator enforces: rules as named objects, each next to the code that keeps it, one module per theme."""
