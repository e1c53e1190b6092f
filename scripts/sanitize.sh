#!/usr/bin/env bash
# Builds the tests with sanitizers and runs them natively; any report is a failure.
#
#   scripts/sanitize.sh [TARGET...]      addresses and undefined behaviour
#   scripts/sanitize.sh --threads [...]  data races, of what runs on several threads
#
# TARGET: a test program, e.g. search_test; without any, all of them, or with --threads those of the
# rooms that are lent threads. The whole takes about an hour of a processor.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=asan
tests=()
if [[ ${1:-} == --threads ]]; then
  shift
  preset=tsan
  tests=(evaluation_test native_test nn_test prediction_test proxies_test search_test training_test)
fi
[[ $# == 0 ]] || tests=("$@")

cmake --preset $preset
known=$(cmake --build --preset $preset --target help | grep -oE '^[a-z_]+_test\b' | sort -u)
[[ ${#tests[@]} -gt 0 ]] || mapfile -t tests <<< "$known"
mapfile -t tests < <(printf '%s\n' "${tests[@]}" | grep -Fx "$known")  # rooms without tests have none
[[ ${#tests[@]} -gt 0 ]] || { echo "sanitize.sh: no such test; there are: $known" >&2; exit 2; }

cmake --build --preset $preset --target "${tests[@]}"
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
export TENPROBES_SOURCE=$PWD TENPROBES_DATA=${TENPROBES_DATA:-$PWD/../shared/data}
export TENPROBES_STORE=$PWD/build/$preset/no_store
failed=()
for test in "${tests[@]}"; do
  echo "== $test"
  program=$(find "build/$preset/tests" -name "$test" -type f)
  "$program" --gtest_brief=1 || failed+=("$test")
done
[[ ${#failed[@]} == 0 ]] || { echo "sanitize.sh: failed: ${failed[*]}" >&2; exit 1; }
echo "sanitize.sh: ${#tests[@]} test programs, no report"
