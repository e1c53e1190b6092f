"""Find the best neural network for your device with about ten latency measurements.

    best = tenprobes.search(tenprobes.Space("imagenet-pretrained"), measure, budget_ms=20)

What each name promises is written in __init__.pyi, beside this file.
"""
import csv
import io
import pathlib

from . import _core
from ._core import Error, Probe, Recommendation, Session, Space

__all__ = ["Error", "Probe", "Recommendation", "Session", "Space", "predict", "search"]

for _public in (Error, Probe, Recommendation, Session, Space):
    _public.__module__ = __name__
_core._set_home(pathlib.Path(__file__).resolve().parent)


def _from_table(table, name="table"):
    """A catalogue from a dict of columns, a data frame, or anything with keys() or columns."""
    if not hasattr(table, "keys") and not hasattr(table, "columns"):
        raise TypeError(f"{name}: a table is a dict of columns, a data frame or the like, "
                        f"not a {type(table).__name__}")
    keys = list(table.keys() if hasattr(table, "keys") else table.columns)
    columns = [list(table[key]) for key in keys]
    if len({len(column) for column in columns}) > 1:
        lengths = ", ".join(f"{key} {len(column)}" for key, column in zip(keys, columns))
        raise Error(f"{name}: the columns must be of one length, and theirs are {lengths}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(keys)
    # Nothing is equal to itself but NaN, which data frames put where a value is missing.
    writer.writerows([cell if cell == cell else None for cell in row] for row in zip(*columns))
    return Space._parse_catalogue(text.getvalue(), name)


Space.from_table = staticmethod(_from_table)


def predict(space, probes, names=None):
    """The mean and the standard deviation of latencies, in ms, after these probes."""
    if isinstance(names, str):
        raise TypeError(f"names is a str: give a list of names, e.g. [{names!r}]")
    pairs = probes.items() if hasattr(probes, "items") else probes
    return _core._predict(space, list(pairs), None if names is None else list(names))


def search(space, measure, budget_ms=None, *, save=None, **options):
    """Runs a session on measure(name), which returns milliseconds, and recommends a network.

    None says that this network cannot run: it is passed over, and no probe."""
    session = Session(space, budget_ms, **options)
    while not session.finished:
        session.tell(measure(session.ask()))
        if save is not None:
            session.save(save)
    return session.recommend()
