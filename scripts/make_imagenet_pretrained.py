#!/usr/bin/env python3
"""Makes the catalogue of pretrained image models and its devices from timm's published results.

    scripts/make_imagenet_pretrained.py FOLDER

FOLDER holds files of the folder `results` of the timm library's repository (github
huggingface/pytorch-image-models): results-imagenet.csv, and benchmark-infer-SETTING.csv for every
setting that is wanted. Written are

    assets/spaces/imagenet-pretrained.csv                 a row for each model and image size
    assets/devices/imagenet-pretrained/SETTING.csv        name,latency_ms

A row's name is what timm.create_model() takes, with the weights' tag, and behind an @ the image
size: "convnext_tiny.in12k_ft_in1k@288". Of several weights of a model at a size, the ones with the
best top-1 stand (of equals, the first by name). Costs are those that the newest benchmark file of
a model states. Latency is 1000 / images a second: the time an image takes at the setting's batch.
"""
import argparse
import csv
import math
import pathlib
import re
import sys

SOURCE = "the results tables of timm (github huggingface/pytorch-image-models, folder results)"
LICENCE = "Apache-2.0"

# What a name starts with that says where a model comes from or what is added to a known family.
PREFIXES = ("tf_", "test_", "legacy_", "dm_", "nf_", "eca_", "ese_", "gc_", "bat_", "lambda_", "wide_")
# Names that the rule of family_of() would cut in the wrong place.
FAMILIES = ("res2net", "res2next", "tiny_vit", "cs3darknet", "cs3se", "cs3edgenet")

CHIPS = {
    "rtx3090": ("NVIDIA RTX 3090", "GPU"),
    "rtx4090": ("NVIDIA RTX 4090", "GPU"),
    "4090": ("NVIDIA RTX 4090", "GPU"),
    "i7_12700h": ("Intel Core i7-12700H", "CPU"),
}


def number(text):
    """Numbers of these files may have thousands separators; nan where nothing stands."""
    return float(text.replace(",", "") or "nan")


def compact(value):
    """Six significant digits, no needless zeros; nothing where nothing is known."""
    return "" if math.isnan(value) else format(value, ".6g")


def family_of(model):
    """The letters before the first digit or underscore, with a version such as v2.

    >>> [family_of(m) for m in ("tf_efficientnetv2_s", "resnet50d", "res2net50_14w_8s", "vit_tiny")]
    ['efficientnetv2', 'resnet', 'res2net', 'vit']
    """
    for prefix in PREFIXES:
        model = model.removeprefix(prefix)
    for family in FAMILIES:
        if model.startswith(family):
            return family
    return re.match(r"[a-z]+?(v\d)?(?=\d|_|$)", model).group(0)


def read_results(path):
    """Best weights by (model, image size): (name with tag, top-1 in percent)."""
    best = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        key = row["model"].split(".")[0], int(row["img_size"])
        entry = row["model"], number(row["top1"])
        if key not in best or (-entry[1], entry[0]) < (-best[key][1], best[key][0]):
            best[key] = entry
    return best


def read_benchmark(path):
    """By (model, image size): images a second, GMACs, millions of activations and parameters."""
    measured = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        if not row["infer_samples_per_sec"]:
            continue  # the model did not run there
        measured[row["model"], int(number(row["infer_img_size"]))] = tuple(
            number(row[column])
            for column in ("infer_samples_per_sec", "infer_gmacs", "infer_macts", "param_count"))
    return measured


def version_of(setting):
    """PyTorch's version, for the order of files: "amp-nchw-pt240-cu124-rtx4090" -> 240."""
    return int(re.search(r"-pt(\d+)-", setting + "-").group(1))


def title_of(setting):
    """What a user calls the setting, and the kind of machine."""
    chip, group = next(CHIPS[part] for part in setting.split("-") if part in CHIPS)
    parts = [chip]
    parts.append("mixed precision" if setting.startswith("amp-") else "32-bit floats")
    parts.append("channels last" if "-nhwc-" in setting else "channels first")
    parts.append("PyTorch " + ".".join(str(version_of(setting))))
    if "-dynamo" in setting:
        parts.append("compiled")
    return ", ".join(parts), group, chip


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="timm's results folder")
    parser.add_argument("--date", default="August 2026", help="when the files were published")
    arguments = parser.parse_args()
    assets = pathlib.Path(__file__).resolve().parent.parent / "assets"

    results = read_results(arguments.folder / "results-imagenet.csv")
    benchmarks = {path.stem.removeprefix("benchmark-infer-"): read_benchmark(path)
                  for path in sorted(arguments.folder.glob("benchmark-infer-*.csv"))}
    if not benchmarks:
        sys.exit(f"{arguments.folder}: no benchmark-infer-*.csv is there")
    costs = {}
    for setting in sorted(benchmarks, key=version_of):
        costs.update({key: row[1:] for key, row in benchmarks[setting].items()
                      if key not in costs or not any(map(math.isnan, row))})

    rows = sorted((key for key in results if key in costs),
                  key=lambda key: (-results[key][1], costs[key], results[key][0], key[1]))
    name = {key: f"{results[key][0]}@{key[1]}" for key in rows}
    with (assets / "spaces" / "imagenet-pretrained.csv").open("w", encoding="utf-8") as file:
        file.write(f"# title: Pretrained image models\n"
                   f"# quality: ImageNet top-1, %\n"
                   f"# source: {SOURCE}, {arguments.date}\n"
                   f"# licence: {LICENCE}\n"
                   f"# Made by scripts/make_imagenet_pretrained.py: one row for each model and image\n"
                   f"# size, with the best published weights; name: what timm.create_model takes,\n"
                   f"# then @ and the image size.\n"
                   f"name,quality,gmacs,mactivations,mparams,resolution,group\n")
        for key in rows:
            figures = ",".join(compact(value) for value in (results[key][1], *costs[key], key[1]))
            file.write(f"{name[key]},{figures},{family_of(key[0])}\n")

    devices = assets / "devices" / "imagenet-pretrained"
    devices.mkdir(parents=True, exist_ok=True)
    for setting, measured in benchmarks.items():
        title, group, chip = title_of(setting)
        with (devices / f"{setting}.csv").open("w", encoding="utf-8") as file:
            file.write(f"# space: imagenet-pretrained\n"
                       f"# title: {title}\n"
                       f"# group: {group}\n"
                       f"# chip: {chip}\n"
                       f"# source: {SOURCE}, {arguments.date}; 1000 / images a second\n"
                       f"# licence: {LICENCE}\n"
                       f"name,latency_ms\n")
            for key in rows:
                if key in measured:
                    file.write(f"{name[key]},{compact(1000 / measured[key][0])}\n")
    print(f"{len(rows)} rows, {len(set(map(family_of, (key[0] for key in rows))))} families, "
          f"{len(benchmarks)} devices")


if __name__ == "__main__":
    main()
