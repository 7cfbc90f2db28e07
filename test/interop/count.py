"""Counts words, lines or annotations with a text in files that packages ship, with a library that nobody here wrote.

python count.py COUNTER UNIT SOURCES FILE...

SOURCES: the folder of the unpacked packages. Each line is a number, or null for a file that the library refuses.
"""

import contextlib
import importlib
import io
import json
import sys
import types

counter, unit, sources, *files = sys.argv[1:]


def module_of(path, name):
    """A module of a package that is not installed, without what the package itself imports."""
    parts = name.split(".")
    for at in range(1, len(parts)):
        package = types.ModuleType(".".join(parts[:at]))
        package.__path__ = ["/".join([path, *parts[:at]])]
        sys.modules[package.__name__] = package
    return importlib.import_module(name)


def ocrd(file):
    generated = module_of(f"{sources}/ocrd-3.13.3/src", "ocrd_models.ocrd_page_generateds")

    def has_text(part):
        return any((text.get_Unicode() or "").strip() for text in part.get_TextEquiv()[:1])

    def regions(parent):
        for region in parent.get_TextRegion():
            yield region
            yield from regions(region)

    found = 0
    for region in regions(generated.parse(file, silence=True).get_Page()):
        for line in region.get_TextLine():
            words = sum(has_text(word) for word in line.get_Word())
            found += words or has_text(line)
    return found


def alto_tools(file):
    from alto_tools import alto_tools as tools

    with open(file, encoding="utf8") as opened, contextlib.redirect_stdout(io.StringIO()) as printed:
        _, xml, namespace = tools.alto_parse(opened)
        tools.alto_text(xml, namespace)
    text = printed.getvalue()
    return len(text.split() if unit == "words" else [line for line in text.split("\n") if line.strip()])


def ocrmypdf(file):
    parser = module_of(f"{sources}/ocrmypdf-17.13.0/src", "ocrmypdf.hocrtransform.hocr_parser")
    return sum(bool(word.text.strip()) for word in parser.HocrParser(file).parse().words)


def pycocotools(file):
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        opened = COCO(file)
    return len(opened.getAnnIds())


count = {"ocrd": ocrd, "alto-tools": alto_tools, "ocrmypdf": ocrmypdf, "pycocotools": pycocotools}[counter]
for each in files:
    try:
        found = count(each)
    except Exception:
        found = None
    print(json.dumps(found))
