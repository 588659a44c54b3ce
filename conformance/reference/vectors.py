"""Published customer-key vectors, by the names that cases use."""

import base64

CUSTOMER_KEYS = {
    # The worked pair of the OBS SSE-C page, in the spelling whose MD5 is the printed one.
    "obs-worked": base64.b64decode("K7QkYpBkM5+hcs27fsNkUnNVaobncnLht/rCB2o/9Cw="),
    # The same key as newer editions of the page print it: one letter differs, so the printed MD5 does not fit.
    "obs-misprint": base64.b64decode("K7QkYpBkM5+hca27fsNkUnNVaobncnLht/rCB2o/9Cw="),
    "zeros": bytes(32),
    "counting": bytes(range(32)),
}
CUSTOMER_KEY_MD5 = {
    "obs-worked": "4XvB3tbNTN+tIEVa0/fGaQ==",
    "zeros": "cLyPS3KoaSFGi/joRB3OUQ==",
    "counting": "tP/LI3N87DFaSk0aoqYgzg==",
}
"""Base64 MD5 as published, to prove the digests on."""
