"""The sampler for Optuna: a session's own probes, and Optuna's conventions."""
import math
import tempfile
import unittest

import optuna
import tenprobes
import tenprobes.optuna
from test_tenprobes import finish, latency_of

optuna.logging.set_verbosity(optuna.logging.ERROR)
BUDGET_MS = 20


def objective_of(space, parameter="network"):
    quality = dict(zip(space.names, space.quality))

    def objective(trial):
        name = trial.suggest_categorical(parameter, space.names)
        trial.set_user_attr("latency_ms", latency_of(name))
        return quality[name]

    return objective


def names_of(study, parameter="network"):
    return [trial.params[parameter] for trial in study.trials]


class Sampler(unittest.TestCase):
    space = tenprobes.Space("imagenet-pretrained")

    def study(self, **arguments):
        sampler = tenprobes.optuna.Sampler(self.space, BUDGET_MS, **arguments)
        return optuna.create_study(direction="maximize", sampler=sampler)

    def test_a_study_is_a_session(self):
        study = self.study(probes=7, seed=3, where=["mparams<=30"])
        study.optimize(objective_of(self.space), n_trials=100)
        session = tenprobes.Session(self.space, BUDGET_MS, probes=7, seed=3, where=["mparams<=30"])
        self.assertEqual(names_of(study), finish(session))  # and stopped by itself
        best = tenprobes.optuna.best_trial(study)
        self.assertEqual(best.params["network"], session.recommend().name)
        self.assertEqual(best.value, session.recommend().quality)

    def test_constraints_are_kept_as_optuna_keeps_them(self):
        study = self.study(probes=6)
        study.optimize(objective_of(self.space), n_trials=6)
        for trial in study.trials:
            self.assertEqual(trial.system_attrs["constraints"],
                             (trial.user_attrs["latency_ms"] - BUDGET_MS,))

    def test_constraints_func_as_for_tpe(self):
        def excess(trial):
            return [math.log(trial.user_attrs["latency_ms"]) - math.log(BUDGET_MS), -1.0]

        def milliseconds(trial):
            return [trial.user_attrs["latency_ms"] - BUDGET_MS, trial.number - 1]

        study = self.study(probes=5, constraints_func=milliseconds)
        study.optimize(objective_of(self.space), n_trials=5)
        own = self.study(probes=5)
        own.optimize(objective_of(self.space), n_trials=5)
        self.assertEqual(names_of(study), names_of(own))
        best = tenprobes.optuna.best_trial(study)
        self.assertTrue(best is None or best.number <= 1)  # the second constraint
        for sampler in (optuna.samplers.TPESampler(constraints_func=excess), ):
            other = optuna.create_study(direction="maximize", sampler=sampler)
            other.optimize(objective_of(self.space), n_trials=3)
            self.assertIn("constraints", other.trials[0].system_attrs)  # the same place

    def test_failed_and_pruned_trials_are_asked_again(self):
        sound = objective_of(self.space)

        def objective(trial):
            value = sound(trial)
            if trial.number == 1:
                raise RuntimeError("the board fell off the table")
            if trial.number == 3:
                raise optuna.TrialPruned()
            return value

        study = self.study(probes=4)
        study.optimize(objective, n_trials=50, catch=(RuntimeError,))
        names = names_of(study)
        self.assertEqual((names[1], names[3]), (names[2], names[4]))
        session = tenprobes.Session(self.space, BUDGET_MS, probes=4)
        self.assertEqual([names[0], names[2], names[4], names[5]], finish(session))

    def test_a_stored_study_goes_on(self):
        whole = self.study(probes=6)
        whole.optimize(objective_of(self.space), n_trials=6)
        with tempfile.TemporaryDirectory() as folder:
            for trials in (2, 100):
                sampler = tenprobes.optuna.Sampler(self.space, BUDGET_MS, probes=6)
                study = optuna.create_study(study_name="s", storage=f"sqlite:///{folder}/s.db",
                                            direction="maximize", sampler=sampler,
                                            load_if_exists=True)
                study.optimize(objective_of(self.space), n_trials=trials)
            self.assertEqual(names_of(study), names_of(whole))

    def test_others_networks_teach_nothing_and_do_no_harm(self):
        study = self.study(probes=4)
        study.enqueue_trial({"network": self.space.names[0]})
        study.optimize(objective_of(self.space), n_trials=50)
        session = tenprobes.Session(self.space, BUDGET_MS, probes=4)
        self.assertEqual([names_of(study)[0]] + finish(session),
                         [self.space.names[0]] + names_of(study)[1:])

    def test_trials_side_by_side(self):
        study = self.study(probes=5)
        study.optimize(objective_of(self.space), n_trials=40, n_jobs=3)
        asked = finish(tenprobes.Session(self.space, BUDGET_MS, probes=5))
        self.assertLessEqual(set(asked), set(names_of(study)))

    def test_further_parameters_and_trials(self):
        study = self.study(probes=3, parameter="model")
        inner = objective_of(self.space, "model")

        def objective(trial):
            return inner(trial) + trial.suggest_float("dropout", 0, 0.5)

        study.optimize(objective, n_trials=9)
        self.assertEqual(len(study.trials), 3)
        study.optimize(objective, n_trials=1)
        self.assertEqual(names_of(study, "model")[-1],
                         study.sampler.session.recommend().name)

    def test_sentences(self):
        study = self.study()
        with self.assertRaisesRegex(tenprobes.Error, "set_user_attr"):
            study.optimize(lambda trial: float(len(trial.suggest_categorical(
                "network", self.space.names))), n_trials=1)
        with self.assertRaisesRegex(tenprobes.Error, "too many"):
            tenprobes.optuna.Sampler(tenprobes.Space("fbnet"), 20)
        with self.assertRaisesRegex(tenprobes.Error, "method"):
            tenprobes.optuna.Sampler(self.space, 20, method="magic")

    def test_nothing_fits(self):
        sampler = tenprobes.optuna.Sampler(self.space, 0.001, probes=2)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.optimize(objective_of(self.space), n_trials=2)
        self.assertIsNone(tenprobes.optuna.best_trial(study))


if __name__ == "__main__":
    unittest.main()
