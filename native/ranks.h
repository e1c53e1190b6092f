// The processes that mpirun starts, where the build has MPI (-DTENPROBES_MPI=ON): ranks of one program.
//
//   const Ranks ranks;                                   // once, in main()
//   const ParallelFor parallel = ranked_for(threads);    // this rank's share of the work
//   run_bench(..., parallel, progress, rank_share());    // and what the others made
//
// Without mpirun there is one rank, and all of this is what it was without MPI. Rank 0 alone prints and
// writes files.
#pragma once

#include <string>

#include "core/base/parallel.h"
#include "core/base/share.h"

namespace tenprobes::native {

class Ranks {
 public:
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  /// Ends all ranks with this exit code, where there are several.
  void end_all(int code) const;
};

/// Throws Error on a command that would run as often as there are ranks, as it does not split its work.
void require_that_it_splits(const std::string& command, const std::string& second);

int rank();

/// Those i that are this rank's, i modulo their number, on so many threads of it (0: one per processor;
/// of several ranks, one).
ParallelFor ranked_for(int threads);

/// Empty where there is one rank.
Share rank_share();

/// Whether any rank says so; every rank must ask alike.
bool any_rank(bool here);

}  // namespace tenprobes::native
