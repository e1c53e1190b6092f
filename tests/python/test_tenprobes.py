"""The Python module beside the command line: the same answers, files and sentences.

TENPROBES_PROGRAM names the program; PYTHONPATH leads to the package.
"""
import ast
import hashlib
import itertools
import json
import math
import os
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
import unittest.mock

import numpy

import tenprobes

PROGRAM = os.environ["TENPROBES_PROGRAM"]
ROOT = pathlib.Path(__file__).resolve().parents[2]

OWN = """# quality: points
name,quality,gmacs,mparams,group
tiny,71.2,0.3,2.9,a
small,74.8,0.6,5.4,a
"medium, wide",78.1,1.8,,b
large,80.9,4.1,25.6,b
huge,82.3,9.6,52.0,b
giant,83.0,15.1,88.0,b
"""


def latency_of(name):
    """Milliseconds that look like a device's, and are the same in every run: 5 to 45."""
    return 5 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:2], "big") / 65536 * 40


def finish(session):
    """Runs it to its end; the names that it asked for."""
    asked = []
    while not session.finished:
        asked.append(session.ask())
        session.tell(latency_of(asked[-1]))
    return asked


def command_line(*options):
    """`session --external` with the same answers: the names that it asked for."""
    program = subprocess.Popen([PROGRAM, "session", "--external", *map(str, options)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    asked = []
    with program:
        for line in program.stdout:
            document = json.loads(line)
            if "recommended" in document:
                break
            asked.append(document["architecture"])
            print(json.dumps({"latency_ms": latency_of(asked[-1])}), file=program.stdin, flush=True)
        said = program.stderr.read()
    assert program.returncode == 0, said
    return asked


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.csv = self.folder / "models.csv"
        self.csv.write_text(OWN)


class SameAsTheCommandLine(WithFolder):
    def check(self, space, named, **options):
        flags = [part for key, value in options.items()
                 for part in ("--" + key.replace("_", "-"), value)]
        theirs, ours = self.folder / "theirs.json", self.folder / "ours.json"
        asked = command_line("--space", named, "--save", theirs, *flags)
        session = tenprobes.Session(space, **options)
        self.assertEqual(finish(session), asked)
        session.save(ours)
        self.assertEqual(ours.read_bytes(), theirs.read_bytes())
        best = json.loads(theirs.read_text())["recommended"]
        ours = session.recommend()
        self.assertEqual((ours.name, ours.latency_ms, ours.quality, ours.feasible),
                         tuple(best[key] for key in
                               ("architecture", "latency_ms", "quality", "feasible")))

    def test_pretrained_models(self):
        space = tenprobes.Space("imagenet-pretrained")
        for options in ({"budget_ms": 20.0, "seed": 3}, {"budget_ms": 9.5, "method": "random"},
                        {"budget_quantile": 0.25, "probes": 4, "seed": 7}):
            with self.subTest(options):
                self.check(space, "imagenet-pretrained", **options)

    def test_own_catalogue(self):
        self.check(tenprobes.Space.from_csv(self.csv), self.csv, budget_ms=25.0, probes=4, seed=2)

    def test_bounds(self):
        session = tenprobes.Session(tenprobes.Space.from_csv(self.csv), 45, probes=2,
                                    where=["gmacs<=0.6"])
        self.assertEqual(set(finish(session)), {"tiny", "small"})

    def test_cells_and_layers(self):
        for name in ("nas-bench-201", "fbnet"):
            with self.subTest(name):
                self.check(tenprobes.Space(name), name, budget_ms=20.0, probes=3, method="random")


class Spaces(WithFolder):
    def test_listed(self):
        space = tenprobes.Space.from_csv(self.csv)
        self.assertEqual(len(space), 6)
        self.assertEqual(space.names[2], "medium, wide")
        self.assertEqual(list(space.features), ["gmacs", "mparams"])
        numpy.testing.assert_array_equal(space.features["mparams"],
                                         [2.9, 5.4, math.nan, 25.6, 52.0, 88.0])
        numpy.testing.assert_array_equal(space.quality, [71.2, 74.8, 78.1, 80.9, 82.3, 83.0])
        self.assertEqual(space.name, "models")

    def test_tables(self):
        file = tenprobes.Space.from_csv(self.csv)
        columns = {"name": file.names, "quality": file.quality, **file.features,
                   "group": ["a", "a", "b", "b", "b", "b"]}

        class Frame:
            """Has columns, as data frames do, and no keys()."""
            columns = property(lambda self: list(columns))

            def __getitem__(self, key):
                return columns[key]

        for table in (columns, Frame()):
            space = tenprobes.Space.from_table(table, "models")
            self.assertEqual(space.names, file.names)
            numpy.testing.assert_array_equal(space.features["mparams"], file.features["mparams"])
            options = {"budget_ms": 30, "probes": 4, "seed": 5}
            self.assertEqual(finish(tenprobes.Session(space, **options)),
                             finish(tenprobes.Session(file, **options)))

    def test_too_many_to_list(self):
        space = tenprobes.Space("fbnet")
        self.assertTrue(space)
        for reads in (lambda: len(space), lambda: space.names, lambda: space.features,
                      lambda: space.quality):
            with self.assertRaisesRegex(tenprobes.Error, r"too many.*sample\(\)"):
                reads()
        drawn = space.sample(5, seed=2)
        self.assertEqual(drawn, space.sample(5, seed=2))
        self.assertEqual(len(set(drawn)), 5)


class Errors(WithFolder):
    def refused(self, sentence, function, *arguments, **options):
        with self.assertRaisesRegex(tenprobes.Error, sentence) as caught:
            function(*arguments, **options)
        self.assertIsInstance(caught.exception, ValueError)

    def test_sentences(self):
        space = tenprobes.Space.from_csv(self.csv)
        self.refused("'mars' is neither known nor a file: the known ones are", tenprobes.Space,
                     "mars")
        self.refused("cannot be opened", tenprobes.Space.from_csv, self.folder / "none.csv")
        self.refused("table, line 3: ", tenprobes.Space.from_table,
                     {"name": ["a", "a"], "quality": [1, 2]})
        self.refused("name 2, quality 1", tenprobes.Space.from_table,
                     {"name": ["a", "b"], "quality": [1]})
        self.refused("just one of a budget in ms", tenprobes.Session, space, probes=2)
        self.refused("of 0 probes: it takes 1 to 6", tenprobes.Session, space, 20, probes=0)
        self.refused("'guess'.*controller", tenprobes.Session, space, 20, method="guess", probes=2)
        self.refused("depth", tenprobes.Session, space, 20, probes=2, where=["depth<=3"])
        self.refused("at least one probe", tenprobes.predict, space, {})
        self.refused("'tiny': latency -1 is not a positive", tenprobes.predict, space, {"tiny": -1})
        self.refused("mars", tenprobes.predict, space, {"mars": 1})

    def test_wrong_types(self):
        space = tenprobes.Space(self.csv)  # a path, as from_csv() takes
        self.assertEqual(space.names, tenprobes.Space(str(self.csv)).names)
        session = tenprobes.Session(space, 20, probes=2)
        asked = session.ask()
        for function, *arguments in (
                (tenprobes.Session, "imagenet-pretrained", 20), (tenprobes.Space, 3),
                (tenprobes.Space.from_table, [1]), (tenprobes.predict, space, {"tiny": 5}, "small"),
                (session.tell, True), (session.tell, "fast"),
                (tenprobes.search, tenprobes.Space("imagenet-pretrained"), lambda name: True, 20)):
            with self.subTest(function), self.assertRaises(TypeError):
                function(*arguments)
        self.assertEqual((session.ask(), session.probes_left), (asked, 2))
        self.refused("-1 networks cannot be drawn", space.sample, -1)
        self.assertEqual(space.sample(0), [])

    def test_a_refused_latency_changes_nothing(self):
        session = tenprobes.Session(tenprobes.Space.from_csv(self.csv), 20, probes=2)
        asked = session.ask()
        for latency in (0, -3, math.nan, math.inf, 1e300):
            self.refused("is not a positive number of milliseconds", session.tell, latency)
        self.refused("nothing was probed yet", session.recommend)
        self.assertEqual((session.ask(), session.probes_left), (asked, 2))
        finish(session)
        self.refused("nothing is left to ask", session.ask)


class SavedSessions(WithFolder):
    def test_same_bytes_and_same_way_on(self):
        space = tenprobes.Space("imagenet-pretrained")
        session = tenprobes.Session(space, 20, seed=4)
        first, second = self.folder / "first.json", self.folder / "second.json"
        for done in range(4):
            session.save(first)
            again = tenprobes.Session.load(first)
            again.save(second)
            self.assertEqual(second.read_bytes(), first.read_bytes())
            session.tell(latency_of(session.ask()))
        session.save(first)
        again = tenprobes.Session.load(first, space)
        self.assertEqual((again.budget_ms, len(again.probes)), (20, 4))
        self.assertEqual(finish(again), finish(session))
        session.save(first)
        ended = tenprobes.Session.load(first)
        ended.save(second)
        self.assertEqual(second.read_bytes(), first.read_bytes())
        self.assertTrue(ended.finished)
        self.assertEqual(repr(ended.recommend()), repr(session.recommend()))

    def test_the_command_line_goes_on(self):
        session = tenprobes.Session(tenprobes.Space("imagenet-pretrained"), 20, seed=6)
        for done in range(5):
            session.tell(latency_of(session.ask()))
        trace = self.folder / "trace.json"
        session.save(trace)
        rest = command_line("--resume", trace)
        self.assertEqual(rest, finish(session))

    def test_own_space_is_to_be_given(self):
        path = self.folder / "own.json"
        space = tenprobes.Space.from_csv(self.csv)
        session = tenprobes.Session(space, 20, probes=3)
        session.tell(latency_of(session.ask()))
        session.save(path)
        with self.assertRaisesRegex(tenprobes.Error, "not the space that is open here"):
            tenprobes.Session.load(path)
        with self.assertRaisesRegex(tenprobes.Error,
                                    "in the search space 'models', not in 'nas-bench-201'"):
            tenprobes.Session.load(path, tenprobes.Space("nas-bench-201"))
        self.csv.write_text(OWN.replace("71.2", "71.3"))
        with self.assertRaisesRegex(tenprobes.Error, "another version of the search space models"):
            tenprobes.Session.load(path, tenprobes.Space(self.csv))
        self.assertEqual(finish(tenprobes.Session.load(path, space)), finish(session))


class Prediction(WithFolder):
    def test_agrees_with_the_command_line(self):
        """`predict` scores two probes by the networks left: which, and in what order (the
        first sets the scale), it does not say."""
        table = self.folder / "device.csv"
        space = tenprobes.Space.from_csv(self.csv)
        truth = numpy.array([latency_of(name) for name in space.names])
        table.write_text("name,latency_ms\n" + "".join(
            f'"{name}",{float(latency)!r}\n' for name, latency in zip(space.names, truth)))
        run = subprocess.run([PROGRAM, "predict", "--space", self.csv, "--device", table,
                              "--methods", "bayes", "--samples", "2", "--seeds", "1", "--json"],
                             check=True, stdout=subprocess.PIPE, text=True)
        mape = json.loads(run.stdout)["rows"][0]["mape"]
        errors = []
        for places in itertools.permutations(range(len(space)), 2):
            mean_ms, _ = tenprobes.predict(space, [(space.names[at], truth[at]) for at in places])
            errors.append(100 * numpy.delete(abs(mean_ms - truth) / truth, places).mean())
        self.assertTrue(any(math.isclose(error, mape, rel_tol=1e-9) for error in errors),
                        mape)

    def test_arrays(self):
        space = tenprobes.Space("imagenet-pretrained")
        names = space.names[::40]
        probes = [(name, latency_of(name)) for name in names[:6]]
        mean_ms, deviation_ms = tenprobes.predict(space, probes)
        for array in (mean_ms, deviation_ms):
            self.assertEqual((array.dtype, array.shape), (numpy.float64, (len(space),)))
            self.assertTrue(numpy.all(numpy.isfinite(array)) and numpy.all(array > 0))
        some = tenprobes.predict(space, dict(probes), names)
        numpy.testing.assert_array_equal(some[0], mean_ms[::40])
        numpy.testing.assert_array_equal(some[1], deviation_ms[::40])

    def test_layers(self):
        space = tenprobes.Space("fbnet")
        names = space.sample(4)
        mean_ms, _ = tenprobes.predict(space, {names[0]: 12.0}, names)
        self.assertLess(abs(mean_ms[0] - 12), 3)


class Threads(WithFolder):
    def test_others_run_meanwhile(self):
        """Held, the interpreter's lock would let this thread tick once, after the computation."""
        space = tenprobes.Space("nas-bench-201")
        probes = {name: 10.0 + i for i, name in enumerate(space.sample(8))}
        computing = threading.Thread(target=lambda: tenprobes.predict(space, probes))
        computing.start()
        ticks = 0
        while computing.is_alive():
            time.sleep(1e-3)
            ticks += 1
        self.assertGreater(ticks, 3)

    def test_sessions_beside_each_other(self):
        space = tenprobes.Space("imagenet-pretrained")
        alone = [finish(tenprobes.Session(space, 20, seed=seed)) for seed in (1, 2)]
        together = [None, None]

        def run(place):
            together[place] = finish(tenprobes.Session(space, 20, seed=place + 1))

        threads = [threading.Thread(target=run, args=(place,)) for place in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(together, alone)


class Search(WithFolder):
    def test_passes_over_what_cannot_run(self):
        space, asked = tenprobes.Space.from_csv(self.csv), []
        trace = self.folder / "trace.json"

        def measure(name):
            asked.append(name)
            return None if name in ("huge", "giant") else 5.0

        best = tenprobes.search(space, measure, budget_ms=20, probes=4, save=trace)
        self.assertEqual(best.name, "large")
        self.assertEqual(len(asked), len(set(asked)))
        saved = json.loads(trace.read_text())
        self.assertEqual(len(saved["probes"]), 4)
        self.assertEqual(set(saved["cannot_run"]), {"huge", "giant"} & set(asked))

    def test_any_callable(self):
        space = tenprobes.Space("imagenet-pretrained")
        session = tenprobes.Session(space, 20, probes=5, seed=9)
        finish(session)
        trace = self.folder / "trace.json"
        best = tenprobes.search(space, latency_of, budget_ms=20, probes=5, seed=9, save=trace)
        self.assertEqual(repr(best), repr(session.recommend()))
        self.assertTrue(tenprobes.Session.load(trace).finished)

    def test_a_failing_device_keeps_what_was_earned(self):
        answers = iter((12.5, 30.0))
        trace = self.folder / "trace.json"
        with self.assertRaises(StopIteration):
            tenprobes.search(tenprobes.Space("imagenet-pretrained"), lambda name: next(answers),
                             budget_ms=20, save=trace)
        self.assertEqual(len(tenprobes.Session.load(trace).probes), 2)

    def test_readme(self):
        """Its lines run, with stand-ins for timm and torch that take as long as they say."""
        readme = (ROOT / "README.md").read_text()
        (lines,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
        self.assertLessEqual(len(lines.splitlines()), 15)
        clock = [0.0]
        sizes = []

        class Model:
            def eval(self):
                return self

            def __call__(self, images):
                clock[0] += 0.012

        def create_model(name, pretrained=False, **options):
            known = {row.rpartition("@")[0] for row in tenprobes.Space("imagenet-pretrained").names}
            self.assertIn(name, known)
            if "img_size" in options and "vit" not in name:
                raise TypeError("this model takes any size")
            return Model()

        def randn(*shape):
            sizes.append(shape)

        timm = types.SimpleNamespace(create_model=create_model)
        torch = types.SimpleNamespace(randn=randn, inference_mode=unittest.mock.MagicMock())
        with unittest.mock.patch.dict(sys.modules, timm=timm, torch=torch), \
                unittest.mock.patch("time.perf_counter", lambda: clock[0]), \
                unittest.mock.patch("builtins.print") as printed:
            exec(compile(lines, "README.md", "exec"), {})
        self.assertGreaterEqual(len(sizes), 10)
        (best,) = printed.call_args.args
        self.assertAlmostEqual(best.latency_ms, 12)
        self.assertTrue(best.feasible)


class TimeTimm(unittest.TestCase):
    """assets/examples/time_timm.py, with stand-ins for timm and torch."""

    def answer(self, model, **modules):
        with unittest.mock.patch.dict(sys.modules, modules), \
                unittest.mock.patch("sys.argv", ["time_timm.py", model, "--device", "cpu"]), \
                unittest.mock.patch("builtins.print") as printed, self.assertRaises(SystemExit) as end:
            runpy.run_path(str(ROOT / "assets/examples/time_timm.py"), run_name="__main__")
        self.assertEqual(end.exception.code, 0)
        return json.loads(printed.call_args.args[0])

    def test_leaves_the_first_runs_out(self):
        clock, runs, asked = [0.0], [0], []

        class Model:
            def eval(self):
                return self

            def to(self, **options):
                return self

            def __call__(self, images):
                runs[0] += 1
                clock[0] += 0.5 if runs[0] <= 3 else 0.012

        def create_model(name, **options):
            asked.append((name, options))
            return Model()

        with unittest.mock.patch("time.perf_counter", lambda: clock[0]):
            said = self.answer("resnet50.a1_in1k@224", torch=unittest.mock.MagicMock(),
                               timm=types.SimpleNamespace(create_model=create_model))
        self.assertEqual(asked, [("resnet50.a1_in1k", {"img_size": 224})])
        self.assertAlmostEqual(said["latency_ms"], 12)
        self.assertAlmostEqual(said["upper_quartile_ms"], 12)
        self.assertEqual(said["repeats"] + 3, runs[0])

    def test_says_what_is_missing(self):
        self.assertIn("package timm is missing", self.answer("a@224", timm=None)["error"])
        self.assertIn("an image size", self.answer("a", timm=unittest.mock.MagicMock(),
                                                   torch=unittest.mock.MagicMock())["error"])


class Stub(unittest.TestCase):
    def test_names_what_there_is(self):
        path = pathlib.Path(tenprobes.__file__).with_name("__init__.pyi")
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                continue
            there = getattr(tenprobes, node.name)
            self.assertIn(node.name, tenprobes.__all__)
            self.assertTrue(ast.get_docstring(node), node.name)
            if isinstance(node, ast.ClassDef) and there is not tenprobes.Error:
                stated = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
                public = {name for name in vars(there) if not name.startswith("_")}
                self.assertEqual({name for name in stated if not name.startswith("_")}, public)
                for part in node.body[1:]:
                    self.assertTrue(ast.get_docstring(part), f"{node.name}.{part.name}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
