#!/bin/sh
# Unpacks the two parts of `npm run gpu-bundle` and runs gpu-check, without Node or network. Needs tar and xz.
# Argument: a folder to work in, by default /tmp/inkdex-gpu-check.
set -e
parts="$(cd "$(dirname "$0")/.." && pwd)"
folder="${1:-/tmp/inkdex-gpu-check}"
mkdir -p "$folder"
cd "$folder"
[ -x node ] || { xz -dc "$parts/1/node.xz" > node && chmod +x node; }
[ -e test/bench/gpuCheck.ts ] || tar xJf "$parts/2/check.tar.xz"
# Only where the machine has no loader of Vulkan: its own libraries fit its driver better.
for each in /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
  [ -e "$each/libvulkan.so.1" ] && loader="$each"
done
if [ -z "${loader:-}" ]; then
  mkdir -p libraries && tar xJf "$parts/2/libraries.tar.xz" -C libraries
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$PWD/libraries"
fi
exec ./node test/bench/gpuCheck.ts
