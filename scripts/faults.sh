#!/usr/bin/env bash
# What happens to work when something goes wrong: kills training, sessions, imports and proxy
# computations at random moments and goes on, fills disks, closes pipes, takes permissions, starts two
# writers. After each, files must be whole and results the same as without the fault.
#
#   scripts/faults.sh [KILLS]       how many kills (default 100); T=PROGRAM for another build
#
# Prints what was tried and how often it failed; exits 1 if anything did.
set -uo pipefail
cd "$(dirname "$0")/.."

kills=${1:-100}
T=$(realpath "${T:-build/native/tenprobes}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TENPROBES_STORE=$folder/store
tried=0 failed=0

# check NAME COMMAND...: counts, and says what failed.
check() {
  tried=$((tried + 1))
  if ! "${@:2}" > check.log 2>&1; then
    failed=$((failed + 1))
    printf 'FAILED %s: %s\n' "$1" "$(tail -1 check.log)"
  fi
}

# section NAME: what the counts so far belong to.
before_tried=0 before_failed=0
section() {
  printf '%-44s %4d tried, %d failures\n' "$1" $((tried - before_tried)) $((failed - before_failed))
  before_tried=$tried before_failed=$failed
}

# killed_after SECONDS COMMAND...
killed_after() {
  "${@:2}" > killed.log 2>&1 < /dev/null &
  local pid=$!
  sleep "$1"
  kill -9 "$pid" 2> /dev/null
  wait "$pid" 2> /dev/null
}

# A random time from 0.05 to $1 seconds.
moment() { awk -v most="$1" -v seed="$RANDOM$RANDOM" 'BEGIN { srand(seed); print 0.05 + rand() * most }'; }

exits() { local wanted=$1; shift; "$@"; local code=$?; [[ $code == "$wanted" ]] || { echo "exit $code: $*"; return 1; }; }
same() { cmp "$1" "$2"; }
distinct_steps() { [[ $(grep -o '"steps":[0-9]*' "$1" | sort | uniq -d | wc -l) == 0 ]] || { echo "repeated points"; return 1; }; }
sentence() { exits "$1" "${@:2}" && [[ $(wc -l < check.log) -le 3 ]] && ! grep -q unexpected check.log; }

# --- Kills ------------------------------------------------------------------------------------
echo '{"kind": "edit", "hidden": 8, "environments": 8, "horizon": 8, "minibatch": 16, "steps": 4000}' > c.json
"$T" train --config c.json --threads 1 --out whole.safetensors 2> /dev/null > /dev/null
for ((i = 0; i < kills * 3 / 10; ++i)); do
  rm -f w.*
  killed_after "$(moment 1.5)" "$T" train --config c.json --threads 1 --out w.safetensors
  if [[ -e w.checkpoint.safetensors ]]; then
    check "training goes on" exits 0 "$T" train --resume w.checkpoint.safetensors --threads 1 --out w.safetensors
    check "to the same weights" same w.safetensors whole.safetensors
    check "with every point once" distinct_steps w.curve.jsonl
  else
    check "nothing was begun" test ! -e w.safetensors
  fi
done
section "training, killed and gone on with"

cat > device.sh << 'DEVICE'
#!/bin/sh
sleep 0.05
printf '%s' "$1" | cksum | awk '{ print 5 + $1 % 1000 / 100 " ms" }'
DEVICE
chmod +x device.sh
session=("$T" adapt --device cmd:./device.sh --probes 8 --budget-ms 9 --method fixed)
"${session[@]}" --save whole.json > /dev/null 2>&1
for ((i = 0; i < kills * 4 / 10; ++i)); do
  rm -f s.json
  killed_after "$(moment 0.5)" "${session[@]}" --save s.json
  cmp -s s.json whole.json && continue  # it had ended: there is nothing to go on with
  if [[ -e s.json ]]; then
    check "a session goes on" exits 0 "$T" adapt --device cmd:./device.sh --resume s.json
  else
    check "or begins anew" exits 0 "${session[@]}" --save s.json
  fi
  check "to the same end" same s.json whole.json
done
section "sessions, killed and gone on with"

"$T" table 2> /dev/null | awk -F, '!/^index/ { print $1 "," 1 + $1 % 97 / 10 }' | sed '1i index,latency_ms' > big.csv
"$T" data import big.csv --name whole > /dev/null
for ((i = 0; i < kills * 2 / 10; ++i)); do
  rm -f store/latency/k.csv*
  killed_after "$(moment 0.3)" "$T" data import big.csv --name k
  if [[ -e store/latency/k.csv ]]; then
    check "an imported table is whole" same store/latency/k.csv store/latency/whole.csv
  else
    check "or can be imported again" exits 0 "$T" data import big.csv --name k
  fi
done
section "imports, killed"

scores=("$T" proxies compute --out p.safetensors --draws 1 --images 2 --resolution 8 --threads 1)
for ((i = 0; i < kills / 10; ++i)); do
  killed_after "$(moment 3)" "${scores[@]}" $([[ -e p.safetensors.part ]] && echo --resume)
  check "no half of a table" test ! -e p.safetensors
done
section "proxy computations, killed"

# --- Disks, pipes, permissions ----------------------------------------------------------------
for command in table "devices list" "adapt --device raspi4 --probes 2 --budget-quantile .5 --method random --json"; do
  check "a full disk under stdout" sentence 1 sh -c "'$T' $command > /dev/full"
  check "a closed stdout" sentence 1 sh -c "'$T' $command >&-"
  "$T" $command 2> pipe.log | head -c 10 > /dev/null
  check "a closed pipe" test ! -s pipe.log
done
small_disk() { (trap '' XFSZ; ulimit -f 1; "$@"); }  # a file may have 1 KiB, and writing more fails
cp whole.json kept.json
check "a disk that is full" sentence 1 small_disk "$T" adapt --device raspi4 --probes 8 --budget-ms 30 --method fixed --save kept.json
check "keeps what was there" same kept.json whole.json
check "and leaves nothing behind" sh -c '! ls kept.json.tmp* 2> /dev/null'
section "full disks and closed pipes"

printf 'index,latency_ms\n1,5\n2,6\n3,7\n' > mine.csv
cp mine.csv mine.before
check "an output that is the input" sentence 2 "$T" adapt --device mine.csv --probes 2 --budget-ms 9 --method random --save mine.csv
check "which stays" same mine.csv mine.before
check "a missing folder" sentence 2 "$T" proxies compute --out nowhere/p --draws 1
check "a folder as output" sentence 2 "$T" train --config c.json --out store
check "an empty name" sentence 2 "$T" train --config c.json --out ""
check "a checkpoint that is there" sentence 2 "$T" train --config c.json --out whole.safetensors
mkdir closed && chmod 555 closed
if [[ $(id -u) == 0 ]]; then
  chmod 755 "$folder"
  as_user() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
else
  as_user() { "$@"; }
fi
if as_user test -x "$T"; then
  check "a folder without permission" sentence 2 as_user "$T" adapt --device raspi4 --probes 1 --budget-ms 30 --method random --save closed/s.json
fi
section "names and permissions"

for ((i = 0; i < 5; ++i)); do
  "$T" adapt --device raspi4 --probes 5 --budget-ms 30 --method random --seed 1 --save one.json > /dev/null
  "$T" adapt --device raspi4 --probes 5 --budget-ms 30 --method random --seed 2 --save two.json > /dev/null
  "$T" adapt --device raspi4 --probes 5 --budget-ms 30 --method random --seed 1 --save both.json > /dev/null &
  "$T" adapt --device raspi4 --probes 5 --budget-ms 30 --method random --seed 2 --save both.json > /dev/null
  wait
  check "two writers leave one whole file" sh -c 'cmp -s both.json one.json || cmp -s both.json two.json'
done
section "two writers"

printf '%d tried, %d failures\n' "$tried" "$failed"
[[ $failed == 0 ]]
