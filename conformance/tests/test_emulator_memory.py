"""A 1 GiB object goes into the emulator and out again while its memory stays flat."""

import subprocess
import sys

_GROWTH = 64
"""MiB that the process may grow by; what is stored goes to a temporary file."""

_PROGRAM = """
import hashlib, http.client, resource, boto3
from botocore.config import Config
from conformance.emulator import MAIN, Emulator

BLOCK, BLOCKS = bytes(range(256)) * 4096, 1024

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

def send(store, url, method, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", store.http_port)
    headers = {"Content-Length": str(len(BLOCK) * BLOCKS)} if body else {}
    connection.request(method, url.partition(str(store.http_port))[2], body=body, headers=headers)
    return connection.getresponse()

with Emulator("s3") as store:
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{store.http_port}", region_name="region-1",
        aws_access_key_id=MAIN.access_key, aws_secret_access_key=MAIN.secret_key,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket="large")
    where = {"Bucket": "large", "Key": "object"}
    client.put_object(**where, Body=BLOCK)
    before = peak()
    put = send(store, client.generate_presigned_url("put_object", where), "PUT", (BLOCK for _ in range(BLOCKS)))
    assert put.status == 200, (put.status, put.read())
    got = send(store, client.generate_presigned_url("get_object", where), "GET")
    expected, seen, length = hashlib.md5(), hashlib.md5(), 0
    for _ in range(BLOCKS):
        expected.update(BLOCK)
    while chunk := got.read(len(BLOCK)):
        seen.update(chunk)
        length += len(chunk)
    assert length == len(BLOCK) * BLOCKS, length
    assert seen.digest() == expected.digest()
    print(peak() - before)
"""


def test_memory_stays_flat_while_a_gibibyte_goes_through() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= _GROWTH, f"the process grew by {done.stdout.strip()} MiB"
