"""oss2: its bucket, and its bucket that encrypts."""
