"""Prints what Adobe's toolkit (python-xmp-toolkit) reads of each sidecar in a folder: a JSON object of lists of [name, value]."""

import json
import pathlib
import sys

from libxmp import XMPMeta

found = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xmp")):
    meta = XMPMeta()
    try:
        meta.parse_from_str(path.read_text(encoding="utf-8"))
        found[path.name] = [[name, value] for _, name, value, _ in meta if value != ""]
    except Exception as error:  # A file that the toolkit refuses is a finding, not an end.
        found[path.name] = [["error", str(error)]]
print(json.dumps(found))
