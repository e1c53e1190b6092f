#!/usr/bin/env bash
# Hostile input for every reader, under libFuzzer with address and undefined-behaviour sanitizers.
#
#   scripts/fuzz.sh [SECONDS [TARGET...]]     seconds of CPU for each target (default 60), all targets
#
# Prints each target's inputs and failures, then the sums; what failed is kept in build/fuzz/failures.
# Exits 1 if anything failed. What the fuzzer found worth keeping stays in build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
mkdir -p build/fuzz
cmake --preset fuzz > build/fuzz/build.log
cmake --build --preset fuzz >> build/fuzz/build.log || { tail -40 build/fuzz/build.log >&2; exit 1; }

program=$PWD/$(find build/fuzz -name fuzz -type f -perm -u+x | head -1)
seeds=build/fuzz/seeds corpus=build/fuzz/corpus failures=build/fuzz/failures
rm -rf "$seeds" "$failures"
mkdir -p "$seeds" "$corpus" "$failures"
names=$(TENPROBES_FUZZ_SEEDS=$seeds "$program")
[[ $# -gt 0 ]] && names=$*

fuzz_one() {
  local name=$1 log=build/fuzz/$1.log inputs=0
  mkdir -p "$corpus/$name"
  TENPROBES_FUZZ=$name "$program" -timeout=100 -report_slow_units=100 -rss_limit_mb=2048 \
    -max_len=65536 -print_final_stats=1 -dict="$seeds/$name.dict" \
    -artifact_prefix="$failures/$name-" "$corpus/$name" "$seeds/$name" > "$log" 2>&1 &
  # However busy the machine is; libFuzzer ends with its figures when it is told so.
  while (($(ps -o cputimes= -p $! || echo "$seconds") < seconds)); do sleep 0.5; done
  kill -USR1 $! 2> /dev/null || true
  wait $! || true
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf '%-22s %12s inputs, %s failures\n' "$name" "${inputs:-0}" \
    "$(find "$failures" -name "$name-*" | wc -l)"
}
export -f fuzz_one
export seconds program seeds corpus failures

# One target a processor at a time.
printf '%s\n' $names | xargs -P "$(nproc)" -I{} bash -c 'fuzz_one {}' | tee build/fuzz/summary.txt
awk '{ inputs += $2; failures += $4; stuck += $2 == 0 }
     END { printf "%d targets, %d inputs, %d failures\n", NR, inputs, failures + stuck
           exit failures + stuck > 0 }' build/fuzz/summary.txt
