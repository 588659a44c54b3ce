"""The vendors' SDKs as drivers: neutral calls made the way a user of the SDK would make them."""
