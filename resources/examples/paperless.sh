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
# Whatever goes wrong (no answer, a PDF that is damaged or has a password, a full disk), Paperless gets the document as it is.
# curl, qpdf and pdftotext are part of Paperless's image.
set -u
work=
trap 'rm -rf "$work"; exit 0' EXIT
leave() {
  echo "Inkdex: $1 The document is consumed as it is."
  exit 0
}
is_pdf() {
  [ "$(head -c 5 "$1" | tr -d '\0')" = '%PDF-' ]
}
# A warning, for example of a wrong cross-reference table, is no failure.
edit() {
  qpdf --warning-exit-0 "$@"
}

document=${DOCUMENT_WORKING_PATH:-}
[ -f "$document" ] || leave 'DOCUMENT_WORKING_PATH is no file.'
{ [ -n "${INKDEX_API:-}" ] && [ -n "${INKDEX_TOKEN:-}" ]; } || leave 'INKDEX_API or INKDEX_TOKEN is missing.'
is_pdf "$document" || leave 'This is no PDF.'
text=$(pdftotext "$document" -) || leave 'This PDF cannot be opened.'
case $text in *[![:space:]]*) leave 'This PDF has text.' ;; esac

work=$(mktemp -d) || leave 'There is no folder for its pages.'
pages=$(edit --show-npages "$document") || leave 'Its pages cannot be counted.'
case $pages in '' | 0 | *[!0-9]*) leave 'Its pages cannot be counted.' ;; esac
page=1
while [ "$page" -le "$pages" ]; do
  text=$work/text-$(printf %05d "$page").pdf
  edit "$document" --pages . "$page" -- "$work/scan.pdf" || leave "Page $page cannot be taken out."
  printf 'Authorization: Bearer %s' "$INKDEX_TOKEN" |
    curl --silent --show-error --fail --max-time 300 --header @- --header 'Content-Type: application/pdf' \
      --data-binary "@$work/scan.pdf" --output "$text" "$INKDEX_API/v1/pages?format=pdf" ||
    leave "Page $page could not be read."
  { is_pdf "$text" && [ "$(edit --show-npages "$text")" = 1 ]; } || leave "The answer for page $page is no page."
  page=$((page + 1))
done
edit --empty --pages "$work"/text-*.pdf -- "$work/text.pdf" || leave 'The text does not fit together.'
edit "$document" --underlay "$work/text.pdf" -- --deterministic-id "$work/searchable.pdf" ||
  leave 'The text cannot be laid under it.'
[ "$(edit --show-npages "$work/searchable.pdf")" = "$pages" ] || leave 'The text cannot be laid under it.'
# The document is replaced whole or not at all.
new=$document.inkdex
if cp -p "$document" "$new" && cat "$work/searchable.pdf" >"$new" && mv "$new" "$document"; then
  echo "Inkdex: read $pages page(s)."
else
  rm -f "$new"
  leave 'The text cannot be written.'
fi
