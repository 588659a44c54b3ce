"""Client-side envelopes of four vendors, read and written from their formats alone.

Metadata is a mapping of user metadata without the vendor's prefix (`x-oss-meta-`, `x-amz-meta-`, ...), as it stands
beside an object. Every module has `seal`, `open_object` and `open_range`; what is wrong raises an `EnvelopeError`.
"""
