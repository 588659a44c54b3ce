"""A store of its own for the four dialects, embedded or stand-alone; it shares nothing with the checking side."""
