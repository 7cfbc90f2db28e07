"""Reads images with RapidOCR at its default settings. For pages it also returns the boxes of words.

The first line printed is {"version": ..., "models": [...]}. Then each line of the input, `page PATH` or
`word PATH`, is answered with one line: {"ms": ..., "words": [{"quad": ..., "text": ...}]} or
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
parts = [engine.text_det, engine.text_rec]
models = [part.session.session._model_path.rsplit("/", 1)[-1] for part in parts]
print(json.dumps({"version": version("rapidocr"), "models": models}), flush=True)

for line in sys.stdin:
    kind, path = line.rstrip("\n").split(" ", 1)
    start = time.perf_counter()
    if kind == "page":
        found = engine(path, use_det=True, use_cls=True, return_word_box=True)
        words = [word for line in found.word_results or [] for word in line]
        answer = {"words": [{"quad": quad, "text": text} for text, _, quad in words]}
    else:
        found = engine(path, use_det=False, use_cls=False, return_word_box=False)
        answer = {"text": " ".join(found.txts or [])}
    print(json.dumps({"ms": 1000 * (time.perf_counter() - start), **answer}), flush=True)
