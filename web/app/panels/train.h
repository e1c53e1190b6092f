// Train here: the reward curve of a controller that learns while one looks on.
#pragma once

#include "web/app/panels/panel.h"
#include "web/app/training_run.h"

namespace tenprobes::app {

class TrainPanel : public Panel {
 public:
  void draw(Screen& screen, ImVec2 size) override;

  /// Those whose controllers can search the space: at least one.
  static std::vector<const TrainingKind*> kinds_for(const SearchSpace& space);

  /// Asks for a training run, or for its end, or puts what it has trained in place. Throw Error.
  void begin(Screen& screen, const TrainingKind& kind, std::int64_t steps, std::uint64_t seed);
  void stop(Screen& screen);
  void use(Screen& screen);
  /// What it has trained, as a file. Throws Error.
  void save(Screen& screen) const;

  TrainingRun& run() { return run_; }
  const TrainingRun& run() const { return run_; }

 private:
  void choose(const TrainingKind& kind);
  void kind_picker(Screen& screen, float width);
  void goal_slider(float width);
  void controls(Screen& screen);
  void curve(Screen& screen);

  TrainingRun run_;
  const TrainingKind* kind_ = &training_kinds[0];
  double steps_ = training_kinds[0].steps;  ///< asked for
};

}  // namespace tenprobes::app
