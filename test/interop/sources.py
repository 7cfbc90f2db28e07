"""Downloads source packages from PyPI and unpacks them.

python sources.py FOLDER [{"package", "version", "sha256"}, ...]

The index is pip's; the archive is the one with this SHA-256. A package that is unpacked already is not downloaded again.
pip itself would run what is in the packages.
"""

import hashlib
import html
import io
import json
import os
import re
import sys
import tarfile
import urllib.parse
import urllib.request

from pip._internal.models.index import PyPI

folder = sys.argv[1]
index = os.environ.get("PIP_INDEX_URL", PyPI.simple_url).rstrip("/")


def opened(address):
    with urllib.request.urlopen(address, timeout=180) as answer:
        return answer.read()


def download(name, sha256):
    page = f"{index}/{name}/"
    link = re.search(rf'href="([^"#]+)#sha256={sha256}"', opened(page).decode())
    if link is None:
        sys.exit(f"PyPI has no {name} with the SHA-256 {sha256}.")
    data = opened(urllib.parse.urljoin(page, html.unescape(link[1])))
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"{name} has the SHA-256 {found}; expected {sha256}.")
    return data


for wanted in json.loads(sys.argv[2]):
    target = f"{folder}/{wanted['package']}-{wanted['version']}"
    stamp = f"{target}/.{wanted['sha256']}"
    if os.path.exists(stamp):
        continue
    with tarfile.open(fileobj=io.BytesIO(download(wanted["package"], wanted["sha256"]))) as archive:
        for member in archive:
            # Without the package's own top folder, whose name is spelled in several ways.
            member.name = member.name.partition("/")[2]
            if member.name != "" and (member.isfile() or member.isdir()):
                archive.extract(member, target, filter="data")
    with open(stamp, "w", encoding="utf8"):
        pass
