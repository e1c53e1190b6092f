// Computes the proxy table of all 15,625 architectures, network by network, so that it can show
// progress, stop and go on.
//
//   TableComputation computation(settings);
//   while (computation.done() < computation.total()) computation.advance(32, parallel);
//   ProxyTable table = computation.table();
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/share.h"
#include "core/proxies/network_key.h"
#include "core/proxies/proxy_table.h"
#include "core/proxies/score_network.h"

namespace tenprobes::proxies {

class TableComputation {
 public:
  /// Throws Error on settings out of range.
  explicit TableComputation(const ScoreSettings& settings);

  /// Distinct networks (network_key), not architectures.
  int total() const { return static_cast<int>(keys_.size()); }
  int done() const { return done_; }

  /// Scores the next `count` networks, or those that are left. The same settings give the same
  /// bytes with any number of threads.
  void advance(int count, const ParallelFor& parallel, const Share& share = {});

  /// What was scored so far, to go on from later. resume() throws Error on a file that is damaged
  /// or was made with other settings.
  std::string checkpoint() const;
  void resume(std::string_view bytes, const std::string& name);

  /// The mean of every score over draws, and over all networks that compute the same where dead
  /// code does not matter, beside the exact scores. A network without a finite score (a
  /// disconnected one) gets the lowest that any network has. The metadata holds the settings, and
  /// for each score `spread:NAME`: the standard deviation over draws, root mean square over
  /// networks, as a share of the standard deviation over networks. Throws Error unless all are
  /// done.
  ProxyTable table() const;

 private:
  ScoreSettings settings_;
  std::vector<ScoreInputs> inputs_;    ///< [draw]
  std::vector<NetworkKey> keys_;       ///< [network], in the order they are scored
  std::vector<Cell> representatives_;  ///< [network]
  std::vector<int> network_of_;        ///< [architecture]
  std::vector<NetworkScores> scores_;  ///< [network * draws + draw]
  int done_ = 0;
};

}  // namespace tenprobes::proxies
