"""boto3: its client of Amazon S3."""
