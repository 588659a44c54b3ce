"""cos-python-sdk-v5: its client, and its client that encrypts."""
