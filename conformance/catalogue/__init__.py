"""The files people write (cases, specs, profiles), found, read and checked. Imports only the model."""
