"""Find the best neural network for your device with about ten latency measurements.

    def measure(name: str) -> float:          # yours: runs network `name`, returns milliseconds
        ...

    best = tenprobes.search(tenprobes.Space("imagenet-pretrained"), measure, budget_ms=20)
    print(best.name, best.latency_ms, best.quality)

It is the command line's own code: the same space, seed and latencies give the same probes and the
same files as `tenprobes session --external`. Networks are called by their text in the space: a
row's name in a catalogue, e.g. "resnet50.a1_in1k@288"; the choices of each layer or edge elsewhere.

Latencies are in milliseconds, positive and at most a million. Quality is in the space's own points, higher is
better. What is wrong raises Error with one sentence; what is of the wrong type, TypeError. The
interpreter's lock is released while anything is computed, and a Session may be shared by threads.
"""
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy
from numpy.typing import NDArray

class Error(ValueError):
    """One sentence: what was wrong, where, and what would be right."""

class Space:
    """A search space: which networks there are, and what is known of them before any is measured.

    Those of a catalogue or of NAS-Bench-201 can be listed. Of FBNet's or OFA's there are too many:
    names, features, quality and len() then raise Error, and sample() draws some.
    """

    def __init__(self, name: str | PathLike[str]) -> None:
        """A built-in space ("nas-bench-201", "fbnet", "ofa-mobilenetv3", "imagenet-pretrained") or
        the path of a file: a catalogue (.csv) or a space of layers (.json)."""

    @staticmethod
    def from_csv(path: str | PathLike[str]) -> Space:
        """A catalogue: a CSV with the columns `name` (unique), `quality`, any cost features
        (positive, empty where unknown; by convention gmacs, mactivations and mparams) and
        optionally `group`, the family. Error names the line that is wrong."""

    @staticmethod
    def from_table(table: Any, name: str = "table") -> Space:
        """The same columns from a dict of lists or arrays, a data frame, or anything that has
        keys() or columns and gives a column by its key. None and NaN stand for what is unknown.
        `name` is the space's; saved sessions hold it."""

    @property
    def name(self) -> str:
        """As `--space` and files write it."""

    @property
    def title(self) -> str:
        """As people read it."""

    @property
    def names(self) -> list[str]:
        """[len] of every network, in the space's order."""

    @property
    def features(self) -> dict[str, NDArray[numpy.float64]]:
        """[len] for each cost feature, by its name; NaN where unknown."""

    @property
    def quality(self) -> NDArray[numpy.float64]:
        """[len] of what a session maximises by default; NaN where unknown."""

    def sample(self, count: int, seed: int = 1) -> list[str]:
        """[count] random networks, each drawn uniformly; some may be the same. Error below 0."""

    def __len__(self) -> int:
        """How many networks there are."""

    def __bool__(self) -> bool:
        """True."""

class Probe:
    """One latency measurement of a session."""

    @property
    def name(self) -> str:
        """The network."""

    @property
    def latency_ms(self) -> float:
        """As it was told."""

    @property
    def quality(self) -> float:
        """In the quality's own points."""

    @property
    def feasible(self) -> bool:
        """Whether it is within the budget."""

class Recommendation:
    """The best network that a session knows."""

    @property
    def name(self) -> str:
        """The network."""

    @property
    def latency_ms(self) -> float | None:
        """As measured; None where the method recommends what was not measured."""

    @property
    def quality(self) -> float:
        """In the quality's own points."""

    @property
    def accuracy(self) -> float | None:
        """Estimated test accuracy in percent, shown only: of NAS-Bench-201's cells; else None."""

    @property
    def feasible(self) -> bool:
        """Whether it was measured and is within the budget."""

class Session:
    """A search for the best network within a latency budget: ask, measure, tell, and recommend.

        session = tenprobes.Session(space, budget_ms=20, probes=10, seed=1)
        while not session.finished:
            session.tell(measure(session.ask()))
        best = session.recommend()
    """

    def __init__(
        self,
        space: Space,
        budget_ms: float | None = None,
        *,
        budget_quantile: float | None = None,
        probes: int = 10,
        method: str = "controller",
        seed: int = 1,
        where: Sequence[str] = (),
        quality: str = "",
        weights: str = "",
        proxy_device: str = "",
        device: str = "external",
    ) -> None:
        """Just one budget: `budget_ms` in milliseconds, or `budget_quantile` (0..1) of the device's
        latencies, which a handful of further probes estimate first. `probes`: how many networks to
        measure, at least 1. `method`, `where` (bounds such as "mparams<=30"), `quality`, `weights`
        and `proxy_device` are the command line's options of those names; empty means its default.
        `device` is what files call the device. Error on a request that cannot be run."""

    @staticmethod
    def load(
        path: str | PathLike[str],
        space: Space | None = None,
        *,
        quality: str = "",
        weights: str = "",
        proxy_device: str = "",
    ) -> Session:
        """A session that save(), or `tenprobes session --save`, wrote; it goes on where it was.
        Its space must be given unless it is a built-in one; method, budget and seed are the file's,
        `quality`, `weights` and `proxy_device` those that it was made with. Error on a damaged file
        and on one of another space or quality."""

    @property
    def space(self) -> Space:
        """What is searched."""

    @property
    def finished(self) -> bool:
        """Whether all probes are made."""

    @property
    def probes_left(self) -> int:
        """Still to be made, with those that estimate a budget quantile."""

    @property
    def budget_ms(self) -> float | None:
        """The latency budget; None while a quantile is being estimated."""

    @property
    def probes(self) -> list[Probe]:
        """Made so far, oldest first, without those that estimate a budget quantile."""

    def ask(self) -> str:
        """The network to measure now; the same until tell(). Error once all probes are made."""

    def tell(self, latency_ms: float | None) -> None:
        """The latency of what ask() returns, in milliseconds; None where it cannot run there: it is
        passed over and does not count. Error, and no change, unless it is positive and at most a
        million; TypeError for a bool."""

    def recommend(self) -> Recommendation:
        """The best network so far. Error before the first probe."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the session, whole or not at all, as the JSON document that the command line and
        the page read too. Loaded and saved again it has the same bytes."""

def predict(
    space: Space,
    probes: Mapping[str, float] | Iterable[tuple[str, float]],
    names: Iterable[str] | None = None,
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """What some measurements say about all latencies: (mean_ms, deviation_ms), each [len(names)],
    by default of every network in the order of space.names. `probes`: at least one network's
    latency in milliseconds. `names`: a list or the like; TypeError for a str, which would be its
    letters. The deviation is the standard deviation of one measurement."""

def search(
    space: Space,
    measure: Callable[[str], float | None],
    budget_ms: float | None = None,
    *,
    save: str | PathLike[str] | None = None,
    **options: Any,
) -> Recommendation:
    """Runs a Session to its end on `measure`, which is given a network and returns its latency in
    milliseconds, or None where it cannot run (it is then passed over); what it raises ends the
    search. `save`: a file that is written after every probe,
    from which Session.load() goes on. `options`: Session's."""
