"""Scores readings of these photos. Needs Python 3 and nothing else.

    python3 score.py readings/inkdex.json [MORE.json ...]

A file of readings is JSON, {"001.jpg": [{"box": [x, y, width, height], "text": "tree"}, ...], ...}, in pixels of the upright
photo. Photos that it leaves out count as read without a word. README.md says what is counted.
"""

import json
import sys
import unicodedata
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FOLDER = Path(__file__).parent
COLUMNS = ["set", "reader", "precision", "recall", "F1", "found", "words 80 %", "characters", "CER"]

# Letters that people write without their mark, or that lower case alone keeps different.
SPELLED_OUT = {
    **{"ß": "ss", "œ": "oe", "æ": "ae", "ς": "σ", "þ": "th"},
    **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t"},
}
# Marks of other scripts make another letter.
SCRIPTS_WITH_ACCENTS = ("COMBINING", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")
FRACTION_SLASH = "\u2044"


def kind(character):
    """L for a letter, N for a number, M for a mark; other letters for others."""
    return unicodedata.category(character)[0]


def is_accent(character):
    if character in "\u200c\u200d":
        return True
    if kind(character) != "M" or character in "\u3099\u309a":
        return False
    return unicodedata.name(character, "").split(" ")[0] in SCRIPTS_WITH_ACCENTS


def fold(text):
    """Without accents and case, letters and digits only. A fraction keeps its slash, to differ from two digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not is_accent(c)).lower()
    spelled = unicodedata.normalize("NFC", "".join(SPELLED_OUT.get(c, c) for c in plain))

    def is_kept(at, character):
        if character != FRACTION_SLASH:
            return kind(character) in "LNM"
        around = [spelled[at - 1] if at > 0 else " ", spelled[at + 1] if at + 1 < len(spelled) else " "]
        return all(kind(c) == "N" for c in around)

    return "".join(c for at, c in enumerate(spelled) if is_kept(at, c))


def is_sign(text):
    return text != "" and fold(text) == ""


def terms(texts):
    """Search terms: runs of letters and digits, two or more long, case ignored."""
    found = []
    for text in texts:
        spaced = "".join(c if kind(c) in "LN" else " " for c in unicodedata.normalize("NFC", text).lower())
        found += [term for term in spaced.split(" ") if len(term) >= 2]
    return found


def area(box):
    return box[2] * box[3]


def common_area(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0


def overlap(a, b):
    """Intersection over union."""
    common = common_area(a, b)
    union = area(a) + area(b) - common
    return common / union if union > 0 else 0


def match(found, truths):
    """Pairs of a found and a true word, one to one, from an overlap of .5 on, the largest first."""
    pairs = [(overlap(f["box"], t["box"]), at, to) for at, f in enumerate(found) for to, t in enumerate(truths)]
    matched = {}
    for share, at, to in sorted(pairs, key=lambda pair: -pair[0]):
        if share >= 0.5 and at not in matched and to not in matched.values():
            matched[at] = to
    return matched


def distance(text, other, anywhere=False):
    """The fewest edits that make one text of the other; with `anywhere`, of any part of the other."""
    row = list(range(len(text) + 1))
    least = len(text)
    for number, character in enumerate(other, 1):
        following = [0 if anywhere else number]
        for at in range(1, len(text) + 1):
            replaced = row[at - 1] + (text[at - 1] != character)
            following.append(min(replaced, row[at] + 1, following[at - 1] + 1))
        row = following
        least = min(least, row[-1])
    return least if anywhere else row[-1]


def count(page, found):
    """What a page adds to the sums of its set."""
    sums = Counter()
    truths, ignored = page["words"], page["ignore"]

    words = [word for word in found if not is_sign(word["text"])]
    matched = match(words, truths)
    sums["hits"] = len(matched)
    sums["misses"] = len(truths) - len(matched)
    for at, word in enumerate(words):
        covered = sum(common_area(word["box"], region) for region in ignored)
        sums["false alarms"] += at not in matched and not covered >= area(word["box"]) / 2
    for at, to in matched.items():
        truth, read = (unicodedata.normalize("NFC", w["text"]).strip() for w in (truths[to], words[at]))
        sums["edits"] += distance(truth, read)
        sums["length"] += len(truth)

    true_terms = Counter(terms(word["text"] for word in truths))
    sums["terms"] = sum(true_terms.values())
    sums["found"] = sum((true_terms & Counter(terms(word["text"] for word in found))).values())

    for word in truths:
        truth = fold(word["text"])
        if truth == "":
            continue
        there = [
            each
            for each in found
            if overlap(each["box"], word["box"]) >= 0.1
            or common_area(each["box"], word["box"]) >= 0.5 * area(word["box"])
        ]
        wrong = min([len(truth)] + [distance(truth, fold(each["text"]), anywhere=True) for each in there])
        sums["words"] += 1
        sums["right words"] += len(truth) - wrong >= 0.8 * len(truth)
        sums["characters"] += len(truth)
        sums["right characters"] += len(truth) - wrong
    return sums


def share(part, whole):
    """.873; - where there is nothing to measure."""
    if whole == 0:
        return "-"
    rounded = Decimal(part / whole).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return str(rounded).removeprefix("0") if rounded < 1 else str(rounded)


def row(name, reader, sums):
    wrong = sums["misses"] + sums["false alarms"]
    return [
        *(name, reader),
        share(sums["hits"], sums["hits"] + sums["false alarms"]),
        share(sums["hits"], sums["hits"] + sums["misses"]),
        share(2 * sums["hits"], 2 * sums["hits"] + wrong),
        share(sums["found"], sums["terms"]),
        share(sums["right words"], sums["words"]),
        share(sums["right characters"], sums["characters"]),
        share(sums["edits"], sums["length"]),
    ]


def table(name):
    """The rows of a table; cells are taken as they stand."""
    header, *lines = (FOLDER / name).read_text("utf-8").split("\n")
    return [dict(zip(header.split("\t"), line.split("\t"))) for line in lines if line != ""]


def box_of(cells):
    return [float(cells[side]) for side in "xywh"]


def main(files):
    pages = {each["page"]: {"set": each["set"], "words": [], "ignore": []} for each in table("sources.tsv")}
    for cells in table("words.tsv"):
        pages[cells["page"]]["words"].append({"box": box_of(cells), "text": cells["text"]})
    for cells in table("ignore.tsv"):
        pages[cells["page"]]["ignore"].append(box_of(cells))
    print("\t".join(COLUMNS))
    for file in files:
        readings = json.loads(Path(file).read_text("utf-8"))
        unknown = sorted(set(readings) - set(pages))
        if unknown:
            sys.exit(f"{file} has readings of {', '.join(unknown[:5])}; expected photos of sources.tsv.")
        for name in dict.fromkeys(page["set"] for page in pages.values()):
            sums = Counter()
            for photo, page in pages.items():
                if page["set"] == name:
                    sums.update(count(page, readings.get(photo, [])))
            print("\t".join(row(name, Path(file).stem, sums)))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
