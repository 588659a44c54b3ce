"""alibabacloud-oss-v2: its client, and its client that encrypts."""
