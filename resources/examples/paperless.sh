#!/bin/sh
# A pre-consume script of Paperless-ngx: Inkdex reads the handwriting of scanned PDFs, so that Paperless finds it.
#
# On the machine with Inkdex:
#   inkdex token create paperless --scope read
#   inkdex serve --api --api-host ADDRESS
# In the settings of Paperless:
#   PAPERLESS_PRE_CONSUME_SCRIPT=/usr/src/paperless/scripts/paperless.sh
#   INKDEX_API=http://ADDRESS:8765
#   INKDEX_TOKEN=the token
#
# The text is laid invisibly under each page; the scan itself stays as it is. PDFs with text are left as they are, and so are
# photos: Paperless has chosen their parser before this script (`img2pdf photo.jpg -o photo.pdf` makes a PDF of one).
# Where Inkdex does not answer, the document is consumed as it is. curl, qpdf and pdftotext are part of Paperless's image.
set -eu
document=$DOCUMENT_WORKING_PATH
leave() {
  echo "Inkdex: $1 The document is consumed as it is."
  exit 0
}

[ "$(head -c 5 "$document" | tr -d '\0')" = '%PDF-' ] || leave 'This is no PDF.'
[ -z "$(pdftotext "$document" - | tr -d '[:space:]')" ] || leave 'This PDF has text.'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pages=$(qpdf --show-npages "$document")
page=1
while [ "$page" -le "$pages" ]; do
  qpdf "$document" --pages . "$page" -- "$work/scan.pdf"
  printf 'Authorization: Bearer %s' "$INKDEX_TOKEN" |
    curl --silent --show-error --fail --max-time 300 --header @- --header 'Content-Type: application/pdf' \
      --data-binary "@$work/scan.pdf" --output "$work/text-$(printf %05d "$page").pdf" "$INKDEX_API/v1/pages?format=pdf" ||
    leave "Page $page could not be read."
  page=$((page + 1))
done
qpdf --empty --pages "$work"/text-*.pdf -- "$work/text.pdf"
qpdf "$document" --underlay "$work/text.pdf" -- --deterministic-id "$work/searchable.pdf"
cp "$work/searchable.pdf" "$document"
echo "Inkdex: read $pages page(s)."
