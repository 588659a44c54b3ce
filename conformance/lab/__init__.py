"""Starts third-party servers on this machine, to be judged."""
