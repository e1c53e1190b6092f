#!/bin/sh
# HELP's own search (Table 4 of its README): CIFAR-100 accuracy as quality, 10 probes, a constraint
# in ms on each of its test devices. Prints ours beside what HELP publishes and the best there is.
#
#   scripts/help_search.sh LATENCIES cifar100_perfmetrics.txt [METHOD] [--json]
#
# LATENCIES: HELP's folder data/nasbench201/latency. "over": HELP's network exceeds the constraint.
set -eu
json=
case " $* " in *" --json "*) json=1 ;; esac
latencies=$1 accuracy=$2 method=${3:-controller}
[ "$method" = --json ] && method=controller
tenprobes=${TENPROBES:-$(dirname "$0")/../build/native/tenprobes}

answer() {
  "$tenprobes" adapt --device "$latencies/$1.pt" --budget-ms "$2" --probes 10 --method "$3" \
    --quality accuracy --accuracy "$accuracy" --json
}

while read -r device limit help_ms help_accuracy; do
  answer "$device" "$limit" "$method"
  answer "$device" "$limit" oracle
  echo "{\"device\": \"$device\", \"limit_ms\": $limit, \"help_ms\": $help_ms, \"help\": $help_accuracy}"
done << 'TABLE' | python3 -c '
import json, sys

decoder, text, documents = json.JSONDecoder(), sys.stdin.read().strip(), []
while text:
    document, end = decoder.raw_decode(text)
    documents.append(document)
    text = text[end:].strip()
if len(documents) != 3 * 15:  # of each row of the table below
    sys.exit("a session failed, so there is no table")
rows = []
for ours, best, row in zip(*[iter(documents)] * 3):
    answer = ours["recommended"]
    rows.append({**row, "help_fits": "yes" if row["help_ms"] <= row["limit_ms"] else "over",
                 "ours_ms": answer["latency_ms"], "ours": answer["accuracy"],
                 "ours_fits": "yes" if answer["feasible"] else "over",
                 "best": best["recommended"]["accuracy"]})
if sys.argv[1:] == ["json"]:
    print(json.dumps({"rows": rows}))
else:
    print("device           ms  HELP                  '"$method"'            best within")
    for row in rows:
        print("%(device)-14s %(limit_ms)4g  %(help_ms)5.1f ms %(help)5.2f %% %(help_fits)-5s"
              "  %(ours_ms)5.1f ms %(ours)5.2f %%  %(best)5.2f %%" % row)
' ${json:+json}
titan_rtx_256 18 17.8 69.7
titan_rtx_256 21 18.9 71.5
titan_rtx_256 25 24.2 71.8
gold_6226 8 8.0 67.3
gold_6226 11 10.7 70.2
gold_6226 14 14.3 72.1
pixel2 14 13.0 69.7
pixel2 18 19.0 71.8
pixel2 22 25.0 73.2
eyeriss 5 3.9 71.5
eyeriss 7 5.1 71.8
eyeriss 9 9.1 73.5
fpga 4 3.8 70.2
fpga 5 4.7 71.8
fpga 6 7.4 73.5
TABLE
