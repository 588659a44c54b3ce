"""The stores that can be emulated."""

from collections.abc import Mapping

from conformance.emulator.dialects import cos, obs, oss, s3
from conformance.emulator.dialects.dialect import Product

PRODUCTS: Mapping[str, Product] = {
    product.name: product for product in (cos.PRODUCT, obs.PRODUCT, oss.PRODUCT, s3.PRODUCT)
}
"""By the name of their dialect."""
