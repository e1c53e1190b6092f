#!/usr/bin/env python3
"""What two processes of mpirun gain over one, and what they have to tell each other.

    scripts/compare_ranks.py [--program build/native/tenprobes] [--json]

The program must be built with -DTENPROBES_MPI=ON. Efficiency is the time of one rank over twice that of
two, each the best of three runs. From units a second and core and megabytes a unit follows what a bigger
job costs: N cores need about units / (N * units a second) seconds, and each of them receives megabytes a
unit * units, whatever N is.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ALLOWED = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
DEVICES = ["raspi4", "pixel3", "eyeriss", "fpga"]
# A command, what it counts, and how many of them its document stands for.
JOBS = {
    "bench": (["bench", "--device", *DEVICES, "--methods", "belief,controller", "--probes", "10",
               "--budget-quantiles", "0.25,0.5", "--seeds", "8"], "probes", lambda document: 4 * 2 * 2 * 8 * 10),
    "predict": (["predict", "--device", *DEVICES, "--methods", "bayes,ridge", "--samples", "10", "--seeds",
                 "8"], "fits", lambda document: 4 * 2 * 8),
    "train": (["train", "--steps", "20000", "--seed", "1", "--force", "--out", "w.safetensors"], "steps",
              lambda document: document["env_steps"]),
}


def run(program, ranks, arguments, folder):
    """Seconds, megabytes that the ranks have told each other, and the document."""
    start = time.monotonic()
    done = subprocess.run(["mpirun", "-n", str(ranks), program, *arguments, "--threads", "1", "--json"],
                          capture_output=True, text=True, env=ALLOWED, cwd=folder, check=True)
    told = re.search(r"told each other ([\d.]+) MB", done.stderr)
    return time.monotonic() - start, float(told[1]) if told else 0.0, json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/native/tenprobes", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (arguments, unit, count_in) in JOBS.items():
            program = options.program.resolve()
            best = [min((run(program, ranks, arguments, folder) for _ in range(3)), key=lambda r: r[0])
                    for ranks in (1, 2)]
            one, (two, megabytes, document) = best[0][0], best[1]
            count = count_in(document)
            rows.append({"command": name, "unit": unit, "units_a_second_and_core": count / one,
                         "one_rank_seconds": one, "two_ranks_seconds": two,
                         "efficiency": one / (2 * two), "kilobytes_a_unit": 1e3 * megabytes / count})
    if options.json:
        print(json.dumps({"rows": rows}, indent=2))
        return
    for row in rows:
        print("  ".join(f"{value:.4g}" if isinstance(value, float) else f"{value:<16}"
                        for value in row.values()))


if __name__ == "__main__":
    main()
