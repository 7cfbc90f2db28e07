"""Reads images with RapidOCR at its default settings.

The first line printed is {"version": ..., "models": [...]}. Then each line of the input, `page PATH` or
`word PATH`, is answered with one line: {"ms": ..., "lines": [{"quad": ..., "text": ...}]} or
{"ms": ..., "text": ...}. A word is only recognised: no detection, no check for upside-down text.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy
from rapidocr import RapidOCR

engine = RapidOCR(params={"Global.log_level": "error"})
# The models are loaded at the first call. That is not part of reading a photo.
blank = numpy.full((64, 256, 3), 255, numpy.uint8)
engine(blank)
engine(blank, use_det=False)
engine.use_det = True
parts = [engine.text_det, engine.text_rec]
models = [part.session.session._model_path.rsplit("/", 1)[-1] for part in parts]
print(json.dumps({"version": version("rapidocr"), "models": models}), flush=True)

for line in sys.stdin:
    kind, path = line.rstrip("\n").split(" ", 1)
    start = time.perf_counter()
    if kind == "page":
        found = engine(path, use_det=True, use_cls=True)
        boxes = [] if found.boxes is None else found.boxes.tolist()
        lines = zip(boxes, found.txts or [])
        answer = {"lines": [{"quad": quad, "text": text} for quad, text in lines]}
    else:
        found = engine(path, use_det=False, use_cls=False)
        answer = {"text": " ".join(found.txts or [])}
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start), **answer}), flush=True)
