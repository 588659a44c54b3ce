"""An encryption conformance suite for object stores: OBS, COS, OSS, S3 and everything that speaks S3."""
