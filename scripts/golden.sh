#!/usr/bin/env bash
# Writes the golden figures again: what tests/golden/commands.txt prints, and the hashes of what is
# shipped. Run it when a figure is meant to change, and look at the difference that git shows.
#
#   scripts/golden.sh [NAME...]      all of them, or those of these names
#
# TENPROBES names another program than build/native/tenprobes.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${TENPROBES:-$PWD/build/native/tenprobes}
figures=tests/golden/figures
export TENPROBES_STORE=/nowhere

# JSON with what is two deep on one line each, so that a difference is read line by line, without
# what a clock says.
compact() {
  python3 -c '
import json, sys
def lines(value, depth):
    if depth == 2 or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict):
        parts = [json.dumps(k, ensure_ascii=False) + ": " + lines(v, depth + 1) for k, v in value.items()]
        return "{" + pad + ("," + pad).join(parts) + end + "}"
    return "[" + pad + ("," + pad).join(lines(v, depth + 1) for v in value) + end + "]"
steady = lambda pairs: {k: v for k, v in pairs if k != "fit_microseconds"}
print(lines(json.load(sys.stdin, object_pairs_hook=steady), 0))'
}

said=$(mktemp)
trap 'rm -f "$said"' EXIT
grep -Ev '^(#|$)' tests/golden/commands.txt | while read -r name arguments; do
  [[ $# == 0 || " $* " == *" $name "* ]] || continue
  echo "$name" >&2
  printed=$(eval "\"\$program\" $arguments" < /dev/null 2> "$said") || { cat "$said" >&2; exit 1; }
  lines=$(compact <<< "$printed")
  echo "$lines" > "$figures/$name.json"
done
[[ $# != 0 ]] || sha256sum pretrained/*.safetensors assets/*.safetensors > "$figures/shipped.sha256"
