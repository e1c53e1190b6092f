#!/usr/bin/env python3
"""Networks of Once-for-All MobileNetV3 as published lookup tables of its blocks price them.

    python3 scripts/lookup_tables.py $DATA/ofa/note10_*_lookup_table.yaml > note10.csv
    tenprobes devices fit --space ofa-mobilenetv3 --device note10.csv --out note10.json

One table a resolution, whose pixels are in its name: YAML (github han-cai/files) or JSON (github
UoS-EEC/DynamicOFA), block to {count, mean, std} in ms. A network's latency is the sum of its blocks'.
Prints `architecture,latency_ms` of 2,000 random networks at the tables' resolutions.
"""
import json
import random
import re
import sys
from pathlib import Path

# Of each stage: channels, stride, squeeze-and-excitation, h-swish (width 1.2).
STAGES = [(32, 2, 0, 0), (48, 2, 1, 0), (96, 2, 0, 1), (136, 1, 1, 1), (192, 2, 1, 1)]


def table(path: Path) -> dict[str, float]:
    text = path.read_text()
    if path.suffix == ".json":
        return {name: row["mean"] for name, row in json.loads(text).items()}
    return {name: float(mean)
            for name, mean in re.findall(r"^(\S+):\n(?:  .*\n)*?  mean: (\S+)", text, re.M)}


def network(ms: dict[str, float]) -> tuple[list[str], float]:
    """Choices of the 20 layers, and the sum of the blocks."""
    total = sum(cost for name, cost in ms.items() if not name.startswith("expanded_conv"))
    side = int(re.search(r"output:(\d+)x", next(n for n in ms if n.startswith("Conv-")))[1])
    channels, choices = 24, []

    def block(out, stride, kernel, expansion, squeeze, swish):
        nonlocal total, side, channels
        after = -(-side // stride)
        skips = int(stride == 1 and channels == out)
        total += ms[f"expanded_conv-input:{side}x{side}x{channels}-output:{after}x{after}x{out}"
                    f"-expand:{channels * expansion}-kernel:{kernel}-stride:{stride}"
                    f"-idskip:{skips}-se:{squeeze}-hs:{swish}"]
        side, channels = after, out

    block(24, 1, 3, 1, 0, 0)
    for out, stride, squeeze, swish in STAGES:
        depth = random.randint(2, 4)
        for layer in range(4):
            if layer >= depth:
                choices.append("absent")
                continue
            kernel, expansion = random.choice((3, 5, 7)), random.choice((3, 4, 6))
            block(out, stride if layer == 0 else 1, kernel, expansion, squeeze, swish)
            choices.append(f"k{kernel}_e{expansion}{'_se' if squeeze else ''}")
    return choices, total


def main() -> None:
    tables = [(int(re.findall(r"\d{3}", Path(name).name)[-1]), table(Path(name)))
              for name in sys.argv[1:]]
    random.seed(1)
    print("architecture,latency_ms")
    for _ in range(2000):
        resolution, ms = random.choice(tables)
        choices, total = network(ms)
        print(f"{'|'.join(choices)}|r{resolution},{total:.6g}")


main()
