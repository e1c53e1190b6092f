"""A sampler for Optuna: the networks of a space, about ten measurements, a latency budget.

    import optuna, tenprobes, tenprobes.optuna

    space = tenprobes.Space("imagenet-pretrained")
    quality = dict(zip(space.names, space.quality))

    def objective(trial):
        name = trial.suggest_categorical("network", space.names)
        trial.set_user_attr("latency_ms", measure(name))
        return quality[name]

    study = optuna.create_study(direction="maximize",
                                sampler=tenprobes.optuna.Sampler(space, budget_ms=20))
    study.optimize(objective, n_trials=10)

The latency is a constraint as Optuna's own samplers have it: a number that is positive where it is
violated, kept with each trial under "constraints". By default it is the trial's user attribute
"latency_ms" less the budget; `constraints_func` gives it otherwise. Which network is best within the
budget is for `best_trial()`, as Study.best_trial looks at values alone.
"""
from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from . import Error, Session, Space

__all__ = ["Sampler", "best_trial"]

_CONSTRAINTS = "constraints"  # where Optuna's samplers and plots look for them


class Sampler(BaseSampler):
    """Proposes networks as a Session of the same arguments does, and stops the study once its probes
    are made, as GridSampler does.

    space: its networks can be listed (Space.names); the objective suggests them by one categorical
        parameter with just these choices.
    budget_ms: the latency that must not be exceeded, > 0.
    parameter: that parameter's name. Others are sampled at random.
    constraints_func: given a finished trial, returns a sequence of numbers of which the first is its
        latency in ms less the budget. All are kept; the others do not guide the search.
    session: Session's other arguments: probes=10, method="controller", seed=1, where=(), ...

    Trials that are in the study's storage already are learned from where they are those that the
    session asks for: a study goes on after a break, with the same arguments. One network is proposed
    at a time: further trials that run meanwhile (n_jobs > 1) get random ones, which teach it nothing.
    Error on a space that cannot be listed, a missing latency, and Session's own.
    """

    def __init__(
        self,
        space: Space,
        budget_ms: float,
        *,
        parameter: str = "network",
        constraints_func: Callable[[FrozenTrial], Sequence[float]] | None = None,
        **session: Any,
    ) -> None:
        self._session = Session(space, budget_ms, **session)
        self._budget_ms = budget_ms
        self._parameter = parameter
        self._distribution = CategoricalDistribution(space.names)
        self._constraints_func = constraints_func or self._latency_less_budget
        self._random = RandomSampler(seed=session.get("seed", 1))
        self._asked_by: int | None = None  # the number of the trial whose latency is awaited
        self._caught_up = False
        self._lock = threading.Lock()

    @property
    def session(self) -> Session:
        """What it has learned; session.recommend() is the best network so far."""
        return self._session

    def reseed_rng(self) -> None:
        self._random.reseed_rng()

    def infer_relative_search_space(self, study: Study,
                                    trial: FrozenTrial) -> dict[str, BaseDistribution]:
        return {self._parameter: self._distribution}

    def sample_relative(self, study: Study, trial: FrozenTrial,
                        search_space: dict[str, BaseDistribution]) -> dict[str, Any]:
        with self._lock:
            self._catch_up(study)
            if self._session.finished:
                return {self._parameter: self._session.recommend().name}
            if self._asked_by is None:
                self._asked_by = trial.number
                return {self._parameter: self._session.ask()}
        return {}  # sample_independent() is asked then

    def sample_independent(self, study: Study, trial: FrozenTrial, param_name: str,
                           param_distribution: BaseDistribution) -> Any:
        return self._random.sample_independent(study, trial, param_name, param_distribution)

    def after_trial(self, study: Study, trial: FrozenTrial, state: TrialState,
                    values: Sequence[float] | None) -> None:
        with self._lock:
            was_asked = self._asked_by == trial.number
            if was_asked:
                self._asked_by = None
            if state != TrialState.COMPLETE:
                return  # the same network is proposed again
            constraints = tuple(self._constraints_func(trial))
            study._storage.set_trial_system_attr(trial._trial_id, _CONSTRAINTS, constraints)
            if was_asked:
                self._tell(trial, constraints)
            if self._session.finished:
                study.stop()

    def _latency_less_budget(self, trial: FrozenTrial) -> Sequence[float]:
        if "latency_ms" not in trial.user_attrs:
            raise Error(f"trial {trial.number} has no latency: call trial.set_user_attr("
                        "'latency_ms', milliseconds) in the objective, or give constraints_func")
        return (trial.user_attrs["latency_ms"] - self._budget_ms,)

    def _tell(self, trial: FrozenTrial, constraints: Sequence[float]) -> None:
        if not self._session.finished and trial.params.get(self._parameter) == self._session.ask():
            self._session.tell(constraints[0] + self._budget_ms)

    def _catch_up(self, study: Study) -> None:
        if self._caught_up:
            return
        self._caught_up = True
        for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
            if _CONSTRAINTS in trial.system_attrs:
                self._tell(trial, trial.system_attrs[_CONSTRAINTS])


def best_trial(study: Study) -> FrozenTrial | None:
    """The study's best complete trial of those that violate no constraint; None where all do."""
    better = max if study.direction == optuna.study.StudyDirection.MAXIMIZE else min
    feasible = [trial for trial in study.get_trials(states=(TrialState.COMPLETE,))
                if all(c <= 0 for c in trial.system_attrs.get(_CONSTRAINTS, (1,)))]
    return better(feasible, key=lambda trial: trial.value, default=None)
