#!/usr/bin/env python3
"""Two processes of mpirun give what one gives, bit for bit.

    mpi_test.py PROGRAM
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
ALLOWED = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def run(ranks, *arguments):
    """With `ranks` 0: without mpirun."""
    started = ["mpirun", "--oversubscribe", "-n", str(ranks)] if ranks else []
    return subprocess.run([*started, PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          env=ALLOWED, timeout=250)


class Ranks(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)

    def document(self, ranks, *arguments):
        done = run(ranks, *arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)  # one document, not one a rank

    def test_bench(self):
        request = ["bench", "--device", "raspi4", "pixel3", "eyeriss", "--methods", "belief,random,oracle",
                   "--probes", "3,5", "--budget-quantiles", "0.25,0.5", "--seeds", "3"]
        alone = self.document(0, *request)
        self.assertEqual(self.document(2, *request), alone)
        self.assertEqual(self.document(3, *request), alone)

    def test_predict(self):
        request = ["predict", "--device", "raspi4", "pixel3", "--methods", "ridge,macs", "--samples", "5,10",
                   "--seeds", "3"]

        def figures(document):
            for row in document["rows"] + document["means"]:
                self.assertGreater(row.pop("fit_microseconds"), 0)  # the time that it took
            return document

        self.assertEqual(figures(self.document(2, *request)), figures(self.document(0, *request)))

    def test_training(self):
        weights = {}
        for ranks in (0, 2):
            out = self.folder / f"{ranks}.safetensors"
            document = self.document(ranks, "train", "--seed", "7", "--steps", "3000", "--out", out)
            self.assertGreaterEqual(document["env_steps"], 3000)
            weights[ranks] = out.read_bytes()
            curve = out.with_name(f"{ranks}.curve.jsonl").read_text().splitlines()
            self.assertEqual(len(curve), len({json.loads(line)["steps"] for line in curve}))
        self.assertEqual(weights[2], weights[0])

    def interrupted_scores(self, ranks):
        """What `proxies compute` has kept when one of its processes is told to stop."""
        out = self.folder / f"{ranks}.safetensors"
        mpirun = subprocess.Popen(["mpirun", "--oversubscribe", "-n", str(ranks), PROGRAM, "proxies",
                                   "compute", "--out", out, "--images", "2", "--resolution", "8"],
                                  env=ALLOWED, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        children = []
        while len(children) < ranks and time.monotonic() < deadline:
            children = pathlib.Path(f"/proc/{mpirun.pid}/task/{mpirun.pid}/children").read_text().split()
            time.sleep(0.1)
        time.sleep(5)
        os.kill(int(children[-1]), signal.SIGTERM)
        _, said = mpirun.communicate(timeout=100)
        self.assertIn("with --resume goes on", said)
        part = out.with_name(out.name + ".part").read_bytes()
        begin = 8 + int.from_bytes(part[:8], "little")
        header = json.loads(part[8:begin])
        first, end = header["scores"]["data_offsets"]
        return part[begin + first:begin + end]

    def test_proxies_and_what_is_earned_is_kept(self):
        one, two = self.interrupted_scores(1), self.interrupted_scores(2)
        both = min(len(one), len(two))
        self.assertGreater(both, 0)
        self.assertEqual(one[:both], two[:both])

    def test_one_failed_rank_ends_all_with_a_sentence(self):
        for arguments, what in ((["bench", "--device", "nowhere", "--methods", "random"], "nowhere"),
                                (["adapt", "--device", "raspi4", "--budget-ms", "9"], "without it"),
                                (["train", "--kind", "edit", "--steps", "9", "--out", self.folder / "w"],
                                 "kind edit")):
            done = run(2, *arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            sentences = [line for line in done.stderr.splitlines() if line.startswith("tenprobes: ")]
            self.assertEqual(len(set(sentences)), 1, done.stderr)
            self.assertIn(what, sentences[0])

    def test_a_refused_training_writes_nothing(self):
        out = self.folder / "w.safetensors"
        kept = {self.folder / f"w.{ending}": b"of before"
                for ending in ("checkpoint.safetensors", "curve.jsonl")}
        for path, content in kept.items():
            path.write_bytes(content)
        done = run(2, "train", "--kind", "edit", "--steps", "9", "--force", "--out", out)
        self.assertEqual(done.returncode, 2, done.stderr)
        for path, content in kept.items():
            self.assertEqual(path.read_bytes(), content)
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
