"""The wire: HTTP as it really is, signatures, dialects, and records of what was said. Imports only the model."""
