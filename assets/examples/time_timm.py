#!/usr/bin/env python3
"""Times pretrained image models of timm on this machine, for tenprobes.

    tenprobes adapt --space imagenet-pretrained --device cmd:./time_timm.py --budget-ms 20
    tenprobes adapt ... --device "cmd:./time_timm.py --device cuda --batch 64 --half"

tenprobes calls it with one model, such as convnext_tiny.in12k_ft_in1k@288 (the weights' name, then
the image size), and reads one line: the latency of an image in ms, with its quartiles. It needs
PyTorch and timm (pip install torch timm). The weights do not change how long a model takes, so they
are not fetched; fetch those of the recommended model with timm.create_model(name, pretrained=True).
"""
import argparse
import json
import statistics
import sys
import time


def answer(**fields):
    """tenprobes reads the last line."""
    print(json.dumps(fields))
    sys.exit(0)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", help="NAME@IMAGE_SIZE")
    parser.add_argument("--device", help="cpu, cuda, mps, ...; else the best that is there")
    parser.add_argument("--batch", type=int, default=1, help="images at once; ms are of one image")
    parser.add_argument("--threads", type=int, help="of a CPU; else PyTorch's choice")
    parser.add_argument("--half", action="store_true", help="16-bit floats")
    parser.add_argument("--channels-last", action="store_true", help="memory order NHWC")
    parser.add_argument("--compile", action="store_true", help="torch.compile first")
    parser.add_argument("--seconds", type=float, default=3, help="of timing, after the warm-up")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    try:
        import timm
        import torch
    except ImportError as error:
        answer(error=f"Python's package {error.name} is missing: pip install torch timm")
    name, _, size = arguments.model.rpartition("@")
    if not name or not size.isdigit():
        answer(error=f"{arguments.model} is not a model's name, @ and an image size")

    device = arguments.device
    if device is None:
        mps = getattr(torch.backends, "mps", None)
        device = "cuda" if torch.cuda.is_available() else (
            "mps" if mps is not None and mps.is_available() else "cpu")
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    data_type = torch.float16 if arguments.half else torch.float32
    layout = torch.channels_last if arguments.channels_last else torch.contiguous_format
    try:
        try:
            model = timm.create_model(name, img_size=int(size))
        except TypeError:  # models that take any size have no such argument
            model = timm.create_model(name)
        model = model.eval().to(device=device, dtype=data_type, memory_format=layout)
        images = torch.randn(arguments.batch, 3, int(size), int(size), device=device,
                             dtype=data_type).contiguous(memory_format=layout)
        if arguments.compile:
            model = torch.compile(model)
    except (RuntimeError, AssertionError, ValueError) as error:
        answer(cannot_run=f"{name} at {size} on {device}: {str(error).splitlines()[0]}")

    wait = {"cuda": torch.cuda.synchronize}.get(device.split(":")[0], lambda: None)
    if device == "mps":
        wait = torch.mps.synchronize

    def run_once():
        """Milliseconds of one image. An accelerator has finished only when it says so."""
        start = time.perf_counter()
        model(images)
        wait()
        return 1e3 * (time.perf_counter() - start) / arguments.batch

    times = []
    try:
        with torch.inference_mode():
            # Until it runs at its speed: kernels are chosen and clocks rise during the first runs.
            warm_up = time.perf_counter() + arguments.seconds / 3
            runs = 0
            while runs < 3 or time.perf_counter() < warm_up:
                run_once()
                runs += 1
            end = time.perf_counter() + arguments.seconds
            while len(times) < 5 or time.perf_counter() < end:
                times.append(run_once())
    except RuntimeError as error:  # out of memory, mostly
        answer(cannot_run=f"{name} at {size} on {device}: {str(error).splitlines()[0]}")
    lower, median, upper = statistics.quantiles(times, n=4)
    answer(latency_ms=median, lower_quartile_ms=lower, upper_quartile_ms=upper, repeats=len(times))


if __name__ == "__main__":
    main()
