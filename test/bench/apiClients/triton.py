"""Reads a word with NVIDIA's Triton client: over HTTP with binary tensors, as it sends them, and JSON; over gRPC."""

import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

address, grpc_address, token, image = sys.argv[1:]
headers = {"authorization": f"Bearer {token}"}
client = http.InferenceServerClient(address)
assert client.is_server_live(headers=headers) and client.is_server_ready(headers=headers)
assert client.is_model_ready("inkdex", headers=headers)
assert client.get_server_metadata(headers=headers)["name"] == "inkdex"
assert client.get_model_metadata("inkdex", headers=headers)["inputs"][0]["datatype"] == "BYTES"

with open(image, "rb") as file:
    words = np.array([file.read()] * 3, dtype=object)
texts = []
for binary in (True, False):
    asked = http.InferInput("image", [len(words)], "BYTES")
    asked.set_data_from_numpy(words)
    wanted = [
        http.InferRequestedOutput("text", binary_data=binary),
        http.InferRequestedOutput("confidence", binary_data=binary),
    ]
    answer = client.infer("inkdex", [asked], outputs=wanted, headers=headers)
    found = [text.decode() if isinstance(text, bytes) else text for text in answer.as_numpy("text")]
    assert len(found) == len(words) and len(set(found)) == 1 and found[0] != "", found
    assert answer.as_numpy("confidence").shape == (len(words),)
    texts.append(found[0])
assert texts[0] == texts[1]

try:
    client.infer("unknown", [asked], headers=headers)
    raise AssertionError("an unknown model was not refused")
except InferenceServerException as refused:
    assert refused.status() == "404", refused

headers = {"authorization": headers["authorization"]}
client = grpc.InferenceServerClient(grpc_address)
assert client.is_server_live(headers=headers) and client.is_model_ready("inkdex", headers=headers)
asked = grpc.InferInput("image", [len(words)], "BYTES")
asked.set_data_from_numpy(words)
answer = client.infer("inkdex", [asked], headers=headers)
assert [text.decode() for text in answer.as_numpy("text")] == texts[:1] * len(words)
assert answer.as_numpy("confidence").shape == (len(words),)
print(f"tritonclient over HTTP (with and without binary tensors) and gRPC read {texts[0]!r}")
