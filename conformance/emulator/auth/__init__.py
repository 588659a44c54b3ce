"""Verification of signed requests, an implementation of its own: it shares nothing with the suite's signers.

One module per scheme, all of one shape: `claims(request)` says where a request is signed, `verify(request, credentials,
now)` returns a `Verified` or raises an `AuthError`, `verify_form(fields, bucket, credentials, now)` does so for an
upload form. `schemes.authenticate` chooses among them.
"""
