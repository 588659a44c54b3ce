"""esdk-obs-python: its client, and its client that encrypts."""
