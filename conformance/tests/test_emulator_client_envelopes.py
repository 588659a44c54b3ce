"""What the emulator asks of a client's encryption, and the edition that asks nothing."""

import pytest

from conformance.emulator import Emulator
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.editions import EDITIONS
from conformance.emulator.emulator import new_world
from conformance.emulator.rules.client_envelopes import RULES
from conformance.emulator.switches import switched
from conformance.emulator.verbs import Verb
from conformance.tests.emulated import Shop

META = "x-oss-meta-client-side-encryption-"
WHOLE = {
    f"{META}key": "a2V5",
    f"{META}start": "c3RhcnQ=",
    f"{META}cek-alg": "AES/CTR/NoPadding",
    f"{META}wrap-alg": "RSA/NONE/PKCS1Padding",
}


@pytest.mark.parametrize("missing", WHOLE)
def test_an_envelope_is_whole_or_none(missing: str) -> None:
    shop = Shop("oss")
    assert shop.put("whole", b"x", WHOLE).status == 200
    rest = {name: value for name, value in WHOLE.items() if name != missing}
    refused = shop.put("part", b"x", rest)
    assert refused.status == 400
    assert b"<Code>InvalidEncryptionRequest</Code>" in refused.body
    assert shop.get("part").status == 404


def test_other_dialects_look_at_no_client_s_encryption() -> None:
    for dialect in ("s3", "obs"):
        rules = new_world(PRODUCTS[dialect], "region-1", switched(()), 0).rules
        assert not any(kept.on(rule) for kept in rules.values() for rule in RULES)


def test_an_edition_lacks_its_rules_and_no_others() -> None:
    current, blind = (
        new_world(PRODUCTS["oss"], "region-1", switched(()), 0, edition).rules["oss", Verb.PUT_OBJECT]
        for edition in EDITIONS
    )
    assert all(current.on(rule) for rule in RULES)
    assert not any(blind.on(rule) for rule in RULES)


def test_an_unknown_edition_is_one_message() -> None:
    with pytest.raises(ValueError, match="there is no edition 2031; there are current, blind-to-envelopes"):
        Emulator("oss", edition="2031")
