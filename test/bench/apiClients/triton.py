"""Reads a word with NVIDIA's Triton client over HTTP: binary tensors, as it sends them, and JSON."""

import sys

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

address, token, image = sys.argv[1:]
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
print(f"tritonclient over HTTP read {texts[0]!r} with and without binary tensors")
