#!/usr/bin/env bash
# The same sessions whoever builds: compiles the command line by GCC and Clang, without optimisation and
# with all of it, for any processor and for this one, repeats the golden sessions with each, and compares
# them with tests/golden/figures: every probe the same, every figure within 1e-5 of itself.
#
#   scripts/same_everywhere.sh [WAY...]      all of the ways below, or those of these names
#
# Prints how many sessions were compared and how many differ; exits 1 if any does, or if one of the
# programs cannot be built.
set -uo pipefail
cd "$(dirname "$0")/.."

declare -A ways=(
  [gcc-plain]="g++ -O0 OFF" [gcc-portable]="g++ -O3 OFF" [gcc-native]="g++ -O3 ON"
  [clang-plain]="clang++ -O0 OFF" [clang-portable]="clang++ -O3 OFF" [clang-native]="clang++ -O3 ON")
names=${*:-$(printf '%s\n' "${!ways[@]}" | sort)}
export TENPROBES_STORE=/nowhere

# compare GOLDEN NEW: 1 and the first difference where they differ.
compare() {
  python3 - "$@" << 'PYTHON'
import json, math, sys
def differ(a, b, at="$"):
    if isinstance(a, dict) and isinstance(b, dict):
        keys = (a.keys() | b.keys()) - {"fit_microseconds"}
        return next((d for k in sorted(keys) if (d := differ(a.get(k), b.get(k), f"{at}.{k}"))), None)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next((d for i, (x, y) in enumerate(zip(a, b)) if (d := differ(x, y, f"{at}[{i}]"))), None)
    if isinstance(a, float) or isinstance(b, float):
        near = isinstance(a, (int, float)) and isinstance(b, (int, float)) and math.isclose(a, b, rel_tol=1e-5)
        return None if near else f"{at} is {b}, not {a}"
    return None if a == b else f"{at} is {b}, not {a}"
found = differ(*(json.load(open(path)) for path in sys.argv[1:3]))
print(found or "", end="")
sys.exit(found is not None)
PYTHON
}

compared=0 failed=0
for name in $names; do
  read -r compiler level native <<< "${ways[$name]:?there is no way of this name}"
  folder=build/same/$name
  mkdir -p "$folder"
  if ! { cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER="$compiler" \
           -DCMAKE_CXX_FLAGS="$level" -DTENPROBES_NATIVE_CPU="$native" -DTENPROBES_UNITY=ON -DTENPROBES_DESKTOP=OFF \
           -DBUILD_TESTING=OFF && cmake --build "$folder" --target tenprobes -- -j"${JOBS:-$(nproc)}"; } > "$folder/build.log" 2>&1; then
    tail -20 "$folder/build.log"
    failed=$((failed + 1))
    continue
  fi
  while read -r session arguments; do
    compared=$((compared + 1)) difference=
    eval "'$folder/tenprobes' $arguments" < /dev/null > "$folder/$session.json" 2> "$folder/$session.log" &&
      difference=$(compare "tests/golden/figures/$session.json" "$folder/$session.json") && continue
    failed=$((failed + 1))
    printf '%s, %s: %s\n' "$name" "$session" "${difference:-$(tail -1 "$folder/$session.log")}"
  done < <(grep -E '^session-' tests/golden/commands.txt)
  printf '%s: compared\n' "$name"
done
printf '%d sessions compared, %d failures\n' "$compared" "$failed"
[[ $failed == 0 ]]
