"""Published customer-key vectors, by the names that cases use."""

import base64
import string

CUSTOMER_KEYS = {
    # The worked pair of the OBS SSE-C page, in the spelling whose MD5 is the printed one.
    "obs-worked": base64.b64decode("K7QkYpBkM5+hcs27fsNkUnNVaobncnLht/rCB2o/9Cw="),
    # The same key as newer editions of the page print it: one letter differs, so the printed MD5 does not fit.
    "obs-misprint": base64.b64decode("K7QkYpBkM5+hca27fsNkUnNVaobncnLht/rCB2o/9Cw="),
    # The keys of the COS pages on the Python and on the JavaScript SDK, the latter in lower case as well.
    "cos-worked": b"00000000000000000000000000000001",
    "cos-page": b"0123456789ABCDEF0123456789ABCDEF",
    "cos-page-lower": b"0123456789abcdef0123456789abcdef",
    "zeros": bytes(32),
    "counting": bytes(range(32)),
    # Every ASCII character that is neither letter nor digit: there are 32.
    "special-characters": string.punctuation.encode(),
    "not-ascii": "\u5bc6\u94a5".encode() * 5 + b"01",
}
CUSTOMER_KEY_MD5 = {
    "obs-worked": "4XvB3tbNTN+tIEVa0/fGaQ==",
    "cos-worked": "5inxltxhJQnqmmHfVSQjoA==",
    "cos-page": "U5L61r7jcwdNvT7frmUG8g==",
    "zeros": "cLyPS3KoaSFGi/joRB3OUQ==",
    "counting": "tP/LI3N87DFaSk0aoqYgzg==",
}
"""Base64 MD5 as published, to prove the digests on."""
