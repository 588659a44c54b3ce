"""The query parameters that OSS's V1 signature covers (OSS facts 1.1)."""

_DOCUMENTED = """
    acl uploads location cors logging website referer lifecycle delete append tagging objectMeta uploadId partNumber
    security-token position img style styleName replication replicationProgress replicationLocation cname bucketInfo
    comp qos live status vod startTime endTime symlink x-oss-process response-content-type response-content-language
    response-expires response-cache-control response-content-disposition response-content-encoding
"""
_SIGNED_BY_SDKS = """
    group link objectInfo restore stat callback callback-var encryption versions versioning versionId policy
    requestPayment x-oss-traffic-limit qosInfo asyncFetch x-oss-request-payer sequential inventory inventoryId
    continuation-token worm wormId wormExtend transferAcceleration metaQuery x-oss-ac-source-ip
    x-oss-ac-subnet-mask x-oss-ac-vpc-id x-oss-ac-forward-allow resourceGroup x-oss-async-process regionList
    x-oss-write-get-object-response bucketArchiveDirectRead httpsConfig redundancyTransition
    x-oss-target-redundancy-type x-oss-redundancy-transition-taskid accessPoint accessPointPolicy publicAccessBlock
    x-oss-access-point-name requesterQosInfo qosRequester resourcePoolInfo resourcePool resourcePoolBuckets cloudboxes
"""

SUBRESOURCES = frozenset((_DOCUMENTED + _SIGNED_BY_SDKS).split())
"""Documented names and those that SDKs sign: the documents forget some, among them `encryption`. Case matters."""
