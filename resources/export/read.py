"""Reads crops of words (or lines) as Inkdex does, without a language model: python read.py CROP...

Needs: pip install onnxruntime numpy pillow. Prints one line for each crop: its path, a tab, its text.
"""
import json
import os
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

most_pixels = 1_000_000  # Inkdex scales larger crops down before it reads them.
session = onnxruntime.InferenceSession(os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.onnx"))
properties = session.get_modelmeta().custom_metadata_map
classes = json.loads(properties["classes"])  # The text of each class; that of the blank is empty.
blank = int(properties["blank"])


def pixels_of(path):
    """uint8 [height, width, 3]: R, G, B, upright, on white."""
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    scale = (most_pixels / (image.width * image.height)) ** 0.5
    if scale < 1:
        size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(image)


def text_of(logits):
    """The best class of each time step, repetitions joined, blanks left out. logits: [time, 1, classes]"""
    best = logits[:, 0].argmax(axis=1)
    starts = np.append(True, best[1:] != best[:-1])
    return "".join(classes[each] for each in best[starts] if each != blank)


for path in sys.argv[1:]:
    (logits,) = session.run(["logits"], {"pixels": pixels_of(path)})
    print(path, text_of(logits).strip(), sep="\t")
