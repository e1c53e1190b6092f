#pragma once

#include "core/devices/distribution.h"
#include "tests/examples/common.h"

namespace tenprobes::training::examples {
using proxies::AccuracySurrogate;
extern const TrainingSettings settings;
extern const TaskSettings tasks;
extern const int action;
extern const TrainingSpace space;
int choice_among(const controller::Shortlist& shortlist);
extern const std::array<std::span<const double>, proxies::accuracy_data_sets> accuracies;
extern Learner& learner;
extern Learner& model;
extern Experience experience;
extern const std::vector<HelpDevice> train, valid;
extern const StopRequested stop;
void progress(const HelpProgress& now);
void write(const std::string& bytes);
}  // namespace tenprobes::training::examples

namespace tenprobes::training::examples::fit_surrogate_h {
void progress(int epochs);
}
