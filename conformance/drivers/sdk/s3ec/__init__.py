"""amazon-s3-encryption-client-python: its client around one of boto3."""
