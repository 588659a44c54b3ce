"""`conformance crash`: kill runs inside what they make on a store, sweep, and see that nothing is left or touched."""
