#!/usr/bin/env bash
# Everything that must hold: installs what is missing, checks format and lint (scripts/check.sh, one
# test), builds the native Release (warnings as errors) and the page, runs the unit tests natively and
# under Node, then the tests of the command line and of the page in a real browser. Ends with "N
# passed, M failed"; exits 1 if M > 0.
#
#   scripts/test.sh            TENPROBES_DATA=FOLDER for the public benchmark data, if elsewhere
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0 failed=0

# Ends the run: what could not be built cannot be tested.
give_up() {
  echo "$1" >&2
  printf '%d passed, %d failed\n' "$passed" $((failed + 1))
  exit 1
}

build() {
  echo "== build $1"
  cmake --preset "$1" "${@:2}" > "build/$1.log" 2>&1 &&
    cmake --build --preset "$1" >> "build/$1.log" 2>&1 ||
    { tail -60 "build/$1.log" >&2; give_up "build $1: failed, see build/$1.log"; }
}

# Adds a JUnit report's numbers to the sum.
count_junit() {
  local numbers
  numbers=$(python3 - "$1" << 'PYTHON'
import sys, xml.etree.ElementTree as tree
cases = list(tree.parse(sys.argv[1]).getroot().iter("testcase"))
bad = sum(case.find("failure") is not None or case.find("error") is not None
          or case.get("status") == "fail" for case in cases)
skipped = sum(case.find("skipped") is not None for case in cases)
print(len(cases) - bad - skipped, bad)
PYTHON
  ) || numbers="0 1"
  passed=$((passed + ${numbers% *}))
  failed=$((failed + ${numbers#* }))
}

unit_tests() {
  echo "== unit tests, $1"
  local report=$PWD/build/$1-tests.xml
  rm -f "$report"
  ctest --preset "$1" --parallel "$(nproc)" --output-junit "$report" | tail -40
  count_junit "$report"
}

browser_tests() {
  echo "== tests of the command line and the page"
  local report=$PWD/build/browser-tests.xml
  rm -f "$report"
  (cd tests/web && node --test --test-timeout=600000 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$report" --test-concurrency=1 *.test.mjs)
  count_junit "$report"
}

mkdir -p build
scripts/setup.sh || give_up "setup failed"
if scripts/check.sh; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
[[ -n ${TENPROBES_DATA:-} ]] && data=(-DTENPROBES_DATA="$TENPROBES_DATA") || data=()
build native -DTENPROBES_PYTHON=ON -DTENPROBES_MPI=ON "${data[@]}"
unit_tests native
build web -DBUILD_TESTING=ON "${data[@]}"
unit_tests web
browser_tests
printf '%d passed, %d failed\n' "$passed" "$failed"
[[ $failed == 0 ]]
