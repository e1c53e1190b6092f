#!/usr/bin/python3
"""tenprobes beside Optuna's samplers, in one loop of Optuna's, on the catalogue's shipped settings.

    PYTHONPATH=build/native/python scripts/compare_peers.py [--seeds N] [--budget-quantiles Q,Q,...] [--json]

Each setting in assets/devices/imagenet-pretrained is a device; its networks are those of the catalogue
that were measured there, and a budget is a quantile of their latencies. A method measures K networks;
its answer is the most accurate of them that fits. Regret is in points of top-1 below the best network
that fits; an answer that does not fit loses all there is between the best and the worst network.

Optuna's samplers get what Optuna users can give them, and a start that suits ten trials:
  random          RandomSampler, the networks as one categorical parameter
  tpe             TPESampler; what does not fit is worth less the further it is above the budget
  tpe-constrained the same with constraints_func
  nsga2-constrained  NSGAIISampler with constraints_func, populations of 5
  tpe-features    TPESampler with constraints_func over log2 of the cost features and the quality: the
                  network nearest to the point is measured, so that it knows what ours knows
A search's first K trials are its answer at K; ours is told K. A network that is proposed again counts
as a trial, but is answered from memory.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import warnings

import numpy
import optuna
import tenprobes
import tenprobes.optuna

SETTINGS = pathlib.Path(__file__).resolve().parents[1] / "assets/devices/imagenet-pretrained"
PROBES = (3, 5, 10, 20)
START_UP = 3  # random trials before TPE's model; its default of 10 would leave it no trial of 10


class Setting:
    """One device: the networks measured on it, their qualities, features and latencies."""

    def __init__(self, path, whole):
        with open(path, encoding="utf-8") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            self.latency = {row["name"]: float(row["latency_ms"]) for row in rows}
        self.name = path.stem
        kept = [i for i, name in enumerate(whole.names) if name in self.latency]
        self.names = [whole.names[i] for i in kept]
        self.quality = dict(zip(self.names, whole.quality[kept]))
        features = {key: values[kept] for key, values in whole.features.items()}
        self.space = tenprobes.Space.from_table(
            {"name": self.names, "quality": list(self.quality.values()), **features}, whole.name)
        known = numpy.log2(numpy.stack([*features.values(), list(self.quality.values())]))
        spread = numpy.nanstd(known, axis=1, keepdims=True)
        scaled = (known - numpy.nanmean(known, axis=1, keepdims=True)) / spread
        self.points = numpy.nan_to_num(scaled).T  # [network, feature], in standard deviations

    def budget_ms(self, quantile):
        return float(numpy.quantile([self.latency[name] for name in self.names], quantile))

    def regret(self, measured, budget_ms):
        """Of the best of these names that fits."""
        best = max(q for name, q in self.quality.items() if self.latency[name] <= budget_ms)
        fits = [self.quality[name] for name in measured if self.latency[name] <= budget_ms]
        return best - max(fits, default=min(self.quality.values()))


def excess(trial):
    return (trial.user_attrs["latency_ms"] - trial.user_attrs["budget_ms"],)


def suggest_network(setting, trial):
    return trial.suggest_categorical("network", setting.names)


def suggest_features(setting, trial):
    low, high = setting.points.min(axis=0), setting.points.max(axis=0)
    point = [trial.suggest_float(f"x{i}", low[i], high[i]) for i in range(len(low))]
    return setting.names[int(numpy.argmin(((setting.points - point) ** 2).sum(axis=1)))]


def measured_by(setting, sampler, suggest, budget_ms, trials, penalised=False):
    """The names that the sampler has measured, in order."""
    names = []

    def objective(trial):
        names.append(suggest(setting, trial))
        latency_ms = setting.latency[names[-1]]
        trial.set_user_attr("latency_ms", latency_ms)
        trial.set_user_attr("budget_ms", budget_ms)
        over = max(0.0, math.log2(latency_ms / budget_ms)) if penalised else 0.0
        return setting.quality[names[-1]] - 20 * over - (20 if over else 0)

    optuna.create_study(direction="maximize", sampler=sampler).optimize(objective, n_trials=trials)
    return names


def peers(seed):
    tpe = {"n_startup_trials": START_UP, "seed": seed}
    constrained = {"constraints_func": excess, "seed": seed}
    samplers = optuna.samplers
    return {
        "random": (samplers.RandomSampler(seed=seed), suggest_network, False),
        "tpe": (samplers.TPESampler(**tpe), suggest_network, True),
        "tpe-constrained": (samplers.TPESampler(**tpe, constraints_func=excess), suggest_network, False),
        "nsga2-constrained": (samplers.NSGAIISampler(population_size=5, **constrained),
                              suggest_network, False),
        "tpe-features": (samplers.TPESampler(**tpe, constraints_func=excess, multivariate=True),
                         suggest_features, False),
    }


def regrets_of(setting, budget_ms, seed):
    """{(method, probes): regret}."""
    regrets = {}
    for method, (sampler, suggest, penalised) in peers(seed).items():
        names = measured_by(setting, sampler, suggest, budget_ms, max(PROBES), penalised)
        for probes in PROBES:
            regrets[method, probes] = setting.regret(names[:probes], budget_ms)
    for probes in PROBES:
        sampler = tenprobes.optuna.Sampler(setting.space, budget_ms, probes=probes, seed=seed)
        names = measured_by(setting, sampler, suggest_network, budget_ms, probes)
        regrets["tenprobes", probes] = setting.regret(names, budget_ms)
    return regrets


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--budget-quantiles", default="0.1,0.25,0.5,0.75")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    whole = tenprobes.Space("imagenet-pretrained")
    collected = {}
    for path in sorted(SETTINGS.glob("*.csv")):
        setting = Setting(path, whole)
        for quantile in map(float, options.budget_quantiles.split(",")):
            for seed in range(1, options.seeds + 1):
                for key, regret in regrets_of(setting, setting.budget_ms(quantile), seed).items():
                    collected.setdefault(key, []).append(regret)
    methods = list(dict.fromkeys(method for method, _ in collected))
    rows = [{"method": method, "searches": len(collected[method, PROBES[0]]),
             **{f"regret_{probes}": statistics.mean(collected[method, probes]) for probes in PROBES}}
            for method in methods]
    best_peer = min(row["regret_10"] for row in rows if row["method"] != "tenprobes")
    share = rows[-1]["regret_10"] / best_peer
    if options.json:
        print(json.dumps({"rows": rows, "share_of_best_peer_at_10": share}, indent=2))
        return
    print(f"{'method':<18}" + "".join(f"{f'{probes} probes':>12}" for probes in PROBES))
    for row in rows:
        print(f"{row['method']:<18}" + "".join(f"{row[f'regret_{p}']:>12.3f}" for p in PROBES))
    print(f"at 10 probes, tenprobes has {100 * share:.1f} % of the best peer's regret")


if __name__ == "__main__":
    main()
