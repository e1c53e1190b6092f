#!/usr/bin/env python3
"""What training in one search space or in several changes, in each of them.

    scripts/compare_trainings.py [--program build/native/tenprobes] [--json]

Controllers trained by PPO from the shipped start and that start itself search synthetic devices that no
training sees. start: its regret, in units of the space's quality. gain: by how much a trained one's is
smaller, paired by device and budget, with the 95 % interval of its mean over devices.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
DEVICES = [f"synthetic:{seed}" for seed in range(201, 261)]
SPACES = ["nas-bench-201", "fbnet"]
# A probe of FBNet takes forty times as long, so it gets fewer.
TRAININGS = {("nas-bench-201",): 150_000, ("fbnet",): 15_000, ("nas-bench-201", "fbnet"): 30_000}


def tenprobes(program, *arguments):
    return json.loads(subprocess.run([program, *arguments, "--json"], capture_output=True, text=True,
                                     check=True).stdout)


def regrets(program, space, weights):
    """By probes, device and budget."""
    rows = tenprobes(program, "bench", "--space", space, "--device", *DEVICES, "--methods", "controller",
                     "--weights", weights, "--probes", "5,10", "--seeds", "1")["rows"]
    return {(row["probes"], row["device"], row["budget_quantile"]): row["quality_regret"] for row in rows}


def gain(probes, start, trained):
    """Mean over devices, and half the width of its interval."""
    by_device = {}
    for (made, device, quantile), regret in trained.items():
        if made == probes:
            by_device.setdefault(device, []).append(start[made, device, quantile] - regret)
    means = [statistics.mean(gains) for gains in by_device.values()]
    return statistics.mean(means), 1.96 * statistics.stdev(means) / len(means) ** 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/native/tenprobes", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    program = options.program.resolve()
    start = {space: regrets(program, space, ROOT / "pretrained/controller.safetensors") for space in SPACES}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for spaces, steps in TRAININGS.items():
            weights = pathlib.Path(folder) / f"{'+'.join(spaces)}.safetensors"
            tenprobes(program, "train", "--space", *spaces, "--steps", str(steps), "--seed", "1", "--out",
                      weights)
            for space in SPACES:
                trained = regrets(program, space, weights)
                for probes in (5, 10):
                    mean, half = gain(probes, start[space], trained)
                    rows.append({"trained_in": " + ".join(spaces), "steps": steps, "searches": space,
                                 "probes": probes,
                                 "start": statistics.mean(v for k, v in start[space].items() if k[0] == probes),
                                 "gain": mean, "gain_low": mean - half, "gain_high": mean + half})
    if options.json:
        print(json.dumps({"rows": rows}, indent=2))
        return
    for row in rows:
        print(f"{row['trained_in']:22} {row['steps']:7} steps, in {row['searches']:13} at {row['probes']:2} probes:"
              f" {row['start']:5.2f} at the start, gain {row['gain']:5.2f}"
              f" [{row['gain_low']:.2f}, {row['gain_high']:.2f}]")


if __name__ == "__main__":
    main()
