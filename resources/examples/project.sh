#!/bin/sh
# A whole project without the window: import, label, dataset, train, evaluate, use the model, read again, export.
#
#   resources/examples/project.sh PHOTOS LABELS.tsv NEW-FOLDER [options of inkdex train]
#
# LABELS.tsv has the columns text, photo (its path from there), x, y, width, height in pixels.
set -eu
photos=$1 labels=$2 out=$3
shift 3
mkdir "$out"
export INKDEX_LIBRARY="$out/library"
inkdex() { ${INKDEX:-npx inkdex} "$@"; }
value() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | tail -n 1; }

# Import the photos, read them, and correct what was read with the labels.
inkdex import "$photos"
inkdex label set --from "$labels"
inkdex label list --limit 100 >"$out/doubtful.tsv"

# A dataset of the labels; a version of it never changes.
inkdex dataset create project --split hash:20,20
version=$(inkdex dataset freeze project --json | value version)
inkdex dataset verify "$version"

# Train the recogniser in use further, and compare the two on words that neither has learned.
before=$(inkdex models --json | grep '"promoted":true' | grep '"kind":"recogniser"' | value id)
model=$(inkdex train --dataset "$version" --json "$@" | value model)
inkdex evaluate --model "$before" --dataset "$version" --split test
inkdex evaluate --model "$model" --dataset "$version" --split test --html "$out/report.html"

# Use the new model, and read the photos again with it. `inkdex model rollback` goes back.
inkdex model promote "$model"
inkdex photos read --other-models

# Take everything along: dataset, model, a PDF that can be searched, and the library in open formats.
inkdex dataset export inkdex "$version" "$out/dataset.zip"
inkdex model export "$model" "$out/model.onnx"
inkdex export pdf "$out/photos.pdf"
inkdex export library "$out/export"
