"""Writes test/fixtures/seeds: small files of the older systems' formats, none of them written by Inkdex.

    pip install scipy h5py pillow numpy tensorflow-cpu && python3 test/interop/makeSeedFiles.py

Made once with scipy 1.17, h5py 3.14, Pillow 13 and TensorFlow 2.21; only who changes a file needs these. The letters are
those of Pillow's own font; the words are of data/iam-like. `test/interop/seedChecks` has the texts by heart.
"""

import gzip
import io
import json
import os
import struct
import string
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import numpy
import tensorflow
from PIL import Image, ImageDraw, ImageFont
from scipy.io import savemat

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures")
out = os.path.join(here, "seeds")
words = os.path.join(here, "data", "iam-like", "words", "a01", "a01-000u")
classes = string.digits + string.ascii_uppercase + string.ascii_lowercase


def drawn(text, size, height):
    """White letters on black, as EMNIST and iam_lines.h5 have them."""
    picture = Image.new("L", size, 0)
    ImageDraw.Draw(picture).text((5, 1), text, fill=255, font=ImageFont.load_default(height))
    return numpy.asarray(picture)


def path(*names):
    joined = os.path.join(out, *names)
    os.makedirs(os.path.dirname(joined), exist_ok=True)
    return joined


def emnist():
    """MATLAB's file has each letter once, and digits to test. Pixels and matrices go by columns."""

    def packed(kind, name, content):
        with open(path("emnist", f"emnist-byclass-{name}-{kind}-ubyte.gz"), "wb") as file:
            file.write(gzip.compress(content, mtime=0))

    def split(labels):
        images = numpy.stack([drawn(classes[label], (28, 28), 22).T.reshape(784) for label in labels])
        return {"images": images, "labels": numpy.array(labels, dtype=float)[:, None]}

    mapping = numpy.array([[label, ord(text)] for label, text in enumerate(classes)], dtype=float)
    parts = {"train": split(range(62)), "test": split(range(10)), "mapping": mapping}
    savemat("emnist-byclass.mat", {"dataset": parts}, do_compression=True)
    with zipfile.ZipFile(path("matlab.zip"), "w") as archive:
        archive.write("emnist-byclass.mat", "matlab/emnist-byclass.mat")
    os.remove("emnist-byclass.mat")
    # "1" is there 40 times and every other class twice: the mean class has 2 samples.
    labels = [1] * 38 + list(range(62)) * 2
    for name, chosen in {"train": labels, "test": list(range(62))}.items():
        images = [drawn(classes[label], (28, 28), 22).T.tobytes() for label in chosen]
        packed("images-idx3", name, struct.pack(">4i", 0x803, len(chosen), 28, 28) + b"".join(images))
        packed("labels-idx1", name, struct.pack(">2i", 0x801, len(chosen)) + bytes(chosen))
    with open(path("emnist", "emnist-byclass-mapping.txt"), "w") as file:
        file.writelines(f"{label} {ord(text)}\n" for label, text in enumerate(classes))


def lines():
    """text-recognizer-pro: 28 x 952 pixels, 97 classes, padded with the 80th."""
    alphabet = classes + " !\"#&'()*+,-./:;?"

    def split(texts):
        labels = numpy.full((len(texts), 97), 79, dtype=numpy.uint8)
        for row, text in enumerate(texts):
            labels[row, : len(text)] = [alphabet.index(each) for each in text]
        return numpy.stack([drawn(text, (952, 28), 20) for text in texts]), labels

    with h5py.File(path("iam_lines.h5"), "w") as file:
        for name, texts in {"train": ["Hello, world", "Is it 42?"], "test": ["(quick & 'lazy')"]}.items():
            for key, values in zip("xy", split(texts)):
                file.create_dataset(f"{key}_{name}", data=values, dtype="u1", compression="lzf")


def word(number):
    with Image.open(os.path.join(words, f"a01-000u-{number}.png")) as picture:
        return picture.convert("L")


def records():
    train = tensorflow.train

    def written(name, examples):
        with tensorflow.io.TFRecordWriter(path(*name)) as writer:
            for features in examples:
                example = train.Example(features=train.Features(feature=features))
                writer.write(example.SerializeToString())

    def of(*values):
        if isinstance(values[0], bytes):
            return train.Feature(bytes_list=train.BytesList(value=values))
        return train.Feature(int64_list=train.Int64List(value=values))

    texts = {"00-01": "QUICK", "00-02": "BROWN", "01-07": "LAZY DOG"}
    pictures = {}
    for number in texts:
        stream = io.BytesIO()
        word(number).save(stream, "PNG")
        pictures[number] = stream.getvalue()
    written(
        ["aocr.tfrecords"],
        [{"image": of(pictures[at]), "label": of(text.encode("latin1"))} for at, text in texts.items()],
    )
    letters = "zebrafox"
    numbers = {f"{place}_index": str(ord(letter)) for place, letter in enumerate(letters)}
    places = {f"{ord(letter)}_ord": str(place) for place, letter in enumerate(letters)}
    with open(path("crnn", "ord_map.json"), "w") as file:
        json.dump(numbers | places, file)
    with open(path("crnn", "char_dict.json"), "w") as file:
        json.dump({f"{ord(letter)}_ord": letter for letter in letters}, file)
    # Blue, green, red: a blue picture, and a word.
    blue = Image.new("RGB", (100, 32), (0, 0, 255))
    for split, text, picture in [("train", "zebra", blue), ("test", "fox", word("00-03").convert("RGB"))]:
        pixels = numpy.asarray(picture.resize((100, 32)))[:, :, ::-1].tobytes()
        features = {"labels": of(*map(letters.index, text)), "images": of(pixels), "imagepaths": of(b"a/b.jpg")}
        written(["crnn", "tfrecords", f"{split}_1.tfrecords"], [features])


def colours():
    """A word in an ink that differs from its ground in colour only: both have (R + 2 G + B) / 4 = 160."""
    ground, ink = numpy.array([200, 120, 200]), numpy.array([40, 200, 200])
    share = numpy.asarray(word("00-01"), dtype=float)[:, :, None] / 255
    Image.fromarray((share * ground + (1 - share) * ink).round().astype(numpy.uint8)).save(path("colour.png"))


emnist()
lines()
records()
colours()
