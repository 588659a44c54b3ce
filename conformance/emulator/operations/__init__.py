"""What the store does: one coroutine per operation, from a call to an answer."""
