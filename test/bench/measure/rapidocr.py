"""Reads images with RapidOCR; prints one JSON line per image."""

import json
import sys

from rapidocr_onnxruntime import RapidOCR

engine = RapidOCR()
for path in sys.argv[1:]:
    result, _ = engine(path)
    lines = [{"quad": [[float(x), float(y)] for x, y in quad], "text": text} for quad, text, _ in result or []]
    print(json.dumps({"path": path, "lines": lines}), flush=True)
