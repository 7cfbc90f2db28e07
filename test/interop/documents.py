"""Prints the paragraphs of Word documents, those in tables too, as python-docx finds them: a JSON list for each file."""

import json
import sys

from docx import Document
from docx.oxml.ns import qn

for path in sys.argv[1:]:
    paragraphs = Document(path).element.body.iter(qn("w:p"))
    print(json.dumps(["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in paragraphs]))
