"""What makes the calls: our own wire, or a vendor's SDK. Imports the wire and the model."""
