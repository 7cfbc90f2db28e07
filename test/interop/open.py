"""Opens an export with the tool that it is for, and prints what the tool finds.

python open.py FORMAT PATH [PATH for what the tool writes]

Each line is a sample in the tool's order: {"page", "text", "box": [x, y, width, height]}. A sample that is a picture of
its own has its size as its box, and its split as its page. A format without boxes gives null.
"""

import ast
import contextlib
import glob
import importlib.util
import io
import json
import os
import sys


def sample(page, text, box=None):
    page = os.path.splitext(os.path.basename(page))[0]
    return {"page": page, "text": text, "box": None if box is None else [float(side) for side in box]}


def around(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]


def page_xml(path):
    from pagexml.parser import parse_pagexml_file

    for file in sorted(glob.glob(f"{path}/**/*.xml", recursive=True)):
        for line in parse_pagexml_file(file).get_lines():
            for word in line.words:
                box = word.coords
                yield sample(file, word.text, [box.left, box.top, box.width, box.height])


def alto(path):
    from alto_tools import alto_tools

    for file in sorted(glob.glob(f"{path}/**/*.xml", recursive=True)):
        with open(file, encoding="utf8") as opened, contextlib.redirect_stdout(io.StringIO()) as printed:
            _, xml, namespace = alto_tools.alto_parse(opened)
            alto_tools.alto_text(xml, namespace)
        for text in printed.getvalue().split():
            yield sample(file, text)


def coco(path):
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(sys.stderr):
        opened = COCO(f"{path}/annotations.json")
    for image in sorted(opened.loadImgs(opened.getImgIds()), key=lambda each: each["file_name"]):
        for found in opened.loadAnns(opened.getAnnIds(imgIds=image["id"])):
            yield sample(image["file_name"], found["utf8_string"], found["bbox"])


def minimal(tasks):
    for task in tasks:
        texts = task["transcription"]
        for shape, text in zip(task["rectangle"], [texts] if isinstance(texts, str) else texts):
            width, height = shape["original_width"] / 100, shape["original_height"] / 100
            box = [shape["x"] * width, shape["y"] * height, shape["width"] * width, shape["height"] * height]
            yield sample(task["image"].partition("?d=")[2], text, box)


def label_studio(path, written):
    """Opens JSON by converting it to JSON_MIN."""
    from label_studio_sdk.converter import Converter

    converter = Converter(f"{path}/labelling-setup.xml", project_dir=None, download_resources=False)
    converter.convert_to_json_min(f"{path}/tasks.json", written, is_dir=False)
    with open(f"{written}/result.json", encoding="utf8") as opened:
        yield from minimal(json.load(opened))


def pp_ocr_label(path):
    """Runs the package's own function, without its window and the libraries of that."""
    file = os.path.join(importlib.util.find_spec("PPOCRLabel").submodule_search_locations[0], "PPOCRLabel.py")
    with open(file, encoding="utf8") as opened:
        tree = ast.parse(opened.read())
    [function] = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "loadLabelFile"
    ]
    names = {"os": os}
    exec(compile(ast.Module([function], []), file, "exec"), names)
    for label in sorted(glob.glob(f"{path}/**/Label.txt", recursive=True)):
        for image, boxes in names["loadLabelFile"](None, label).items():
            assert os.path.isfile(os.path.join(os.path.dirname(label), os.path.basename(image))), image
            for box in boxes:
                yield sample(image, box["transcription"], around(box["points"]))


def pdf(path):
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(path).pages):
        for text in page.extract_text().split():
            yield sample(f"page-{number:03}", text)


def image_folder(path):
    from datasets import load_dataset

    cache = f"{path}.cache"
    loaded = load_dataset("imagefolder", data_dir=path, cache_dir=cache)
    for split in ["train", "validation", "test"]:
        for row in loaded.get(split, []):
            yield sample(split, row["text"], [0, 0, *row["image"].size])


def aocr_tfrecord(path):
    from PIL import Image
    from tfrecord.reader import tfrecord_loader

    for split in ["train", "validation", "test"]:
        file = f"{path}/{split}.tfrecords"
        for row in tfrecord_loader(file, None, {"image": "byte", "label": "byte"}) if os.path.exists(file) else []:
            size = Image.open(io.BytesIO(row["image"])).size
            yield sample(split, bytes(row["label"]).decode(), [0, 0, *size])


def crnn_tfrecord(path):
    from tfrecord.reader import tfrecord_loader

    with open(f"{path}/ord_map.json", encoding="utf8") as opened:
        numbers = json.load(opened)
    with open(f"{path}/char_dict.json", encoding="utf8") as opened:
        characters = json.load(opened)
    for split in ["train", "val", "test"]:
        file = f"{path}/tfrecords/{split}_1.tfrecords"
        for row in tfrecord_loader(file, None, {"images": "byte", "labels": "int"}) if os.path.exists(file) else []:
            text = "".join(characters[numbers[f"{label}_index"] + "_ord"] for label in row["labels"])
            assert len(row["images"]) == 100 * 32 * 3
            yield sample({"val": "validation"}.get(split, split), text)


def bag(path):
    import bagit

    bagit.Bag(path).validate()
    with open(f"{path}/data/manifest.jsonl", encoding="utf8") as opened:
        for line in list(opened)[1:]:
            row = json.loads(line)
            yield sample(row["file"], row["text"], around(row["quad"]))


def json_min(path):
    with open(f"{path}/result.json", encoding="utf8") as opened:
        yield from minimal(json.load(opened))


openers = {
    "page-xml": page_xml,
    "alto": alto,
    "coco": coco,
    "label-studio": label_studio,
    "label-studio-min": json_min,
    "pp-ocr-label": pp_ocr_label,
    "pdf": pdf,
    "image-folder": image_folder,
    "aocr-tfrecord": aocr_tfrecord,
    "crnn-tfrecord": crnn_tfrecord,
    "inkdex": bag,
}

for found in openers[sys.argv[1]](*sys.argv[2:]):
    print(json.dumps(found))
