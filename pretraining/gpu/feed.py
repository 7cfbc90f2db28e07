"""Reads what `feedWords.ts` and `feedCrops.ts` write into a folder, and removes it."""

import json
import os
import random
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy


def files(folder: str, suffix: str) -> Iterator[bytes]:
    """The contents of files as they come; each is removed once read. Never ends."""
    while True:
        names = sorted(name for name in os.listdir(folder) if name.endswith(suffix))
        for name in names:
            path = Path(folder, name)
            contents = path.read_bytes()
            path.unlink()
            yield contents
        if not names:
            time.sleep(0.02)


def _header(contents: bytes) -> tuple[dict, int]:
    (length,) = struct.unpack_from('<I', contents)
    return json.loads(contents[4 : 4 + length]), 4 + length


def word_batches(folder: str, batch: int, height: int, widths: list[int]) -> Iterator[tuple[numpy.ndarray, list[str]]]:
    """Batches of words of similar width: ink 0 to 255 [batch, height, width], padded right, and their texts."""
    for contents in files(folder, '.bank'):
        header, start = _header(contents)
        columns = header['sizes'][::2]
        pixels = numpy.frombuffer(contents, numpy.uint8, offset=start)
        batches = []
        for first in range(0, len(columns), batch):
            own = columns[first : first + batch]
            # Two time steps of padding: CTC emits a character at the end of its ink or later (`leastPadding`).
            width = next((width for width in widths if width >= max(own) + 8), widths[-1])
            images = numpy.zeros((len(own), height, width), numpy.uint8)
            for at, wide in enumerate(own):
                size = height * wide
                images[at, :, :wide] = pixels[:size].reshape(height, wide)
                pixels = pixels[size:]
            batches.append((images, header['texts'][first : first + batch]))
        # A pool is sorted by width.
        random.shuffle(batches)
        yield from batches


def crop_batches(folder: str) -> Iterator[dict[str, numpy.ndarray]]:
    """Batches of crops of pages with what the detector shall say of each cell (`detector/targets.ts`)."""
    for contents in files(folder, '.crops'):
        header, at = _header(contents)
        count, size, cells = header['crops'], header['size'], header['cells']
        shapes = {
            'ink': (numpy.uint8, (count, 1, size, size)),
            'kernel': (numpy.float32, (count, cells, cells)),
            'weight': (numpy.float32, (count, cells, cells)),
            'distances': (numpy.float32, (count, cells, cells, 4)),
            'distanceWeight': (numpy.float32, (count, cells, cells)),
        }
        batch = {}
        for name, (kind, shape) in shapes.items():
            length = int(numpy.prod(shape)) * numpy.dtype(kind).itemsize
            batch[name] = numpy.frombuffer(contents[at : at + length], kind).reshape(shape)
            at += length
        yield batch
