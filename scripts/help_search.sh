#!/bin/sh
# HELP's own search (Table 4 of its README): CIFAR-100 accuracy as quality, 10 probes, a constraint
# in ms on each of its test devices. Prints ours beside what HELP publishes and the best there is.
#
#   scripts/help_search.sh LATENCIES cifar100_perfmetrics.txt [METHOD]
#
# LATENCIES: HELP's folder data/nasbench201/latency. "over": HELP's network exceeds the constraint.
set -eu
latencies=$1 accuracy=$2 method=${3:-controller}
tenprobes=${TENPROBES:-$(dirname "$0")/../build/native/tenprobes}

# Latency and CIFAR-100 accuracy of one method's answer.
answer() {
  "$tenprobes" adapt --device "$latencies/$1.pt" --budget-ms "$2" --probes 10 --method "$3" \
    --quality accuracy --accuracy "$accuracy" --json |
    python3 -c 'import json, sys
best = json.load(sys.stdin)["recommended"]
print("%.1f ms %.2f %%" % (best["latency_ms"], best["accuracy"]))'
}

printf '%-14s %4s  %-20s %-18s %s\n' device ms "HELP" "$method" "best within"
while read -r device limit help_ms help_accuracy over; do
  printf '%-14s %4s  %-20s %-18s %s\n' "$device" "$limit" \
    "$help_ms ms $help_accuracy % $over" "$(answer "$device" "$limit" "$method")" \
    "$(answer "$device" "$limit" oracle)"
done <<TABLE
titan_rtx_256 18 17.8 69.7
titan_rtx_256 21 18.9 71.5
titan_rtx_256 25 24.2 71.8
gold_6226 8 8.0 67.3
gold_6226 11 10.7 70.2
gold_6226 14 14.3 72.1 over
pixel2 14 13.0 69.7
pixel2 18 19.0 71.8 over
pixel2 22 25.0 73.2 over
eyeriss 5 3.9 71.5
eyeriss 7 5.1 71.8
eyeriss 9 9.1 73.5 over
fpga 4 3.8 70.2
fpga 5 4.7 71.8
fpga 6 7.4 73.5 over
TABLE
