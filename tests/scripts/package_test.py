#!/usr/bin/env python3
"""The Debian package, as a user would have it: unpacked, run, its manual read, its completion tried.

    package_test.py BUILD_FOLDER
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BUILD = sys.argv.pop(1)


def output_of(*command, **options):
    run = subprocess.run(command, capture_output=True, text=True, **options)
    if run.returncode != 0:
        raise AssertionError(f"{command} exited {run.returncode}: {run.stderr}")
    return run.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        output_of("cpack", "--config", f"{BUILD}/CPackConfig.cmake", "-B", cls.folder.name)
        cls.archive, = pathlib.Path(cls.folder.name).glob("*.deb")
        cls.root = pathlib.Path(cls.folder.name) / "root"
        output_of("dpkg-deb", "-x", cls.archive, cls.root)
        cls.program = cls.root / "usr/bin/tenprobes"
        cls.environment = {name: value for name, value in os.environ.items()
                           if not name.startswith("TENPROBES_")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_program(self, *arguments):
        return output_of(self.program, *arguments, env=self.environment, cwd=self.folder.name)

    def test_it_runs_with_its_own_files(self):
        presets = self.root / "usr/share/tenprobes/assets/devices"
        (presets / "raspi4.json").rename(presets / "of-the-package.json")
        session = json.loads(self.run_program("adapt", "--device", "of-the-package", "--probes", "5",
                                              "--budget-quantile", "0.25", "--json"))
        self.assertEqual(len(session["probes"]), 5)
        self.assertTrue(session["recommended"]["feasible"])

    def test_its_dependencies_are_debians(self):
        depends = output_of("dpkg-deb", "--field", self.archive, "Depends")
        self.assertIn("libc6", depends)
        for dependency in depends.split(","):
            package = re.match(r"\s*([a-z0-9.+-]+)", dependency)[1]
            status = output_of("dpkg-query", "--show", "--showformat=${db:Status-Status}", package)
            self.assertEqual(status, "installed", package)
        self.assertNotIn("not found", output_of("ldd", self.program))

    def test_each_command_has_a_page_that_man_reads(self):
        commands = re.findall(r"^  ([a-z-]+) +\S", self.run_program("--help").split("Subcommands:")[1],
                              re.MULTILINE)
        self.assertGreater(len(commands), 15)
        pages = self.root / "usr/share/man/man1"
        self.assertEqual(sorted(page.name for page in pages.iterdir()),
                         sorted(["tenprobes.1"] + [f"tenprobes-{name}.1" for name in commands]))
        for name in commands:
            page = subprocess.run(["man", "--warnings", "-l", pages / f"tenprobes-{name}.1"],
                                  capture_output=True, text=True,
                                  env={**self.environment, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
            self.assertEqual((page.returncode, page.stderr), (0, ""), name)
            for option in re.findall(r"^  (?:-\w,)?(--[a-z-]+)", self.run_program(name, "--help"),
                                     re.MULTILINE):
                self.assertIn(option, page.stdout, name)

    def completed(self, *words):
        script = self.root / "usr/share/bash-completion/completions/tenprobes"
        return output_of("bash", "-c", f"source '{script}'; COMP_WORDS=(\"$@\"); "
                         "COMP_CWORD=$(($# - 1)); _tenprobes; echo \"${COMPREPLY[@]}\"",
                         "bash", "tenprobes", *words).split()

    def test_bash_completes(self):
        self.assertEqual(self.completed("fl"), ["fleet"])
        self.assertEqual(self.completed("devices", "f"), ["fit"])
        self.assertEqual(self.completed("adapt", "--probes", "3", "--dev"), ["--device"])
        self.assertEqual(self.completed("adapt", "--device", "pixel"), ["pixel2", "pixel3"])
        self.assertEqual(self.completed("adapt", "--space", "fb"), ["fbnet"])
        self.assertEqual(self.completed("adapt", "--objective", ""), ["budget", "scalarised"])
        self.assertEqual(self.completed("adapt", "--save", "x"), [])

    def test_version_tells_the_build(self):
        facts = self.run_program("--version").splitlines()
        self.assertRegex(facts[0], r"^tenprobes \d+\.\d+\.\d+$")
        self.assertEqual([fact.split(":")[0] for fact in facts[1:]],
                         ["commit", "compiler", "processor", "window", "MPI"])
        for fact in facts[1:]:
            self.assertRegex(fact, r": \S")


if __name__ == "__main__":
    unittest.main()
