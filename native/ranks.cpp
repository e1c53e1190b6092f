#include "native/ranks.h"

#ifdef TENPROBES_MPI
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "native/files.h"
#include "native/threads.h"

namespace tenprobes::native {
namespace {

int own_rank = 0, count_of_ranks = 1;

#ifdef TENPROBES_MPI

std::int64_t exchanges = 0, bytes_exchanged = 0;

/// Started alone, MPI would take a while to find that out.
bool is_started_by_mpirun() {
  return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr || std::getenv("PMI_RANK") != nullptr;
}

/// All ranks' bytes, one behind the other.
std::string gathered(const std::string& own) {
  if (own.size() > std::size_t{std::numeric_limits<int>::max()} / 64) {
    throw Error("a rank has more to tell at once than MPI takes: use more ranks");
  }
  const int size = static_cast<int>(own.size());
  std::vector<int> sizes(static_cast<std::size_t>(count_of_ranks)), starts(sizes.size());
  MPI_Allgather(&size, 1, MPI_INT, sizes.data(), 1, MPI_INT, MPI_COMM_WORLD);
  std::exclusive_scan(sizes.begin(), sizes.end(), starts.begin(), 0);
  ++exchanges;
  std::string all(static_cast<std::size_t>(starts.back()) + static_cast<std::size_t>(sizes.back()),
                  '\0');
  MPI_Allgatherv(own.data(), size, MPI_BYTE, all.data(), sizes.data(), starts.data(), MPI_BYTE,
                 MPI_COMM_WORLD);
  bytes_exchanged += static_cast<std::int64_t>(all.size());
  return all;
}

void share_by_mpi(int count, const std::function<std::string(int)>& pack,
                  const std::function<void(int, std::string_view)>& unpack_part) {
  std::string own;
  for (int i = own_rank; i < count; i += count_of_ranks) {
    const std::string part = pack(i);
    own += packed(i, part.size()) + part;
  }
  const std::string all = gathered(own);
  for (std::string_view left = all; !left.empty();) {
    int i = 0;
    std::size_t size = 0;
    take_bytes(left, i);
    take_bytes(left, size);
    if (i % count_of_ranks != own_rank) unpack_part(i, left.substr(0, size));
    left.remove_prefix(size);
  }
}

#endif

}  // namespace

Ranks::Ranks() {
#ifdef TENPROBES_MPI
  if (!is_started_by_mpirun()) return;
  MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
  MPI_Comm_size(MPI_COMM_WORLD, &count_of_ranks);
  if (own_rank > 0) {
    write_no_files();
    if (std::freopen("/dev/null", "w", stdout) == nullptr) end_all(1);
  }
#endif
}

Ranks::~Ranks() {
#ifdef TENPROBES_MPI
  int is_initialised = 0;
  MPI_Initialized(&is_initialised);
  if (is_initialised == 0) return;
  if (own_rank == 0 && exchanges > 0) {
    std::fprintf(stderr, "note: %d ranks told each other %.3f MB in %lld exchanges\n",
                 count_of_ranks, static_cast<double>(bytes_exchanged) / 1e6,
                 static_cast<long long>(exchanges));
  }
  MPI_Finalize();
#endif
}

void Ranks::end_all([[maybe_unused]] int code) const {
#ifdef TENPROBES_MPI
  if (count_of_ranks > 1) MPI_Abort(MPI_COMM_WORLD, code);
#endif
}

void require_that_it_splits(const std::string& command, const std::string& second) {
  const bool splits = command == "train" || command == "bench" || command == "predict" ||
                      (command == "proxies" && second == "compute");
  if (count_of_ranks > 1 && !splits && !command.starts_with('-')) {
    throw Error("mpirun is for train, bench, predict and proxies compute: run '" + command +
                "' without it");
  }
}

int rank() {
  return own_rank;
}

ParallelFor ranked_for(int threads) {
  if (count_of_ranks == 1) return parallel_for(threads);
  return [parallel = parallel_for(std::max(1, threads))](int count,
                                                         const std::function<void(int)>& body) {
    parallel((count - own_rank + count_of_ranks - 1) / count_of_ranks,
             [&](int own) { body(own_rank + own * count_of_ranks); });
  };
}

Share rank_share() {
#ifdef TENPROBES_MPI
  if (count_of_ranks > 1) return share_by_mpi;
#endif
  return {};
}

bool any_rank(bool here) {
#ifdef TENPROBES_MPI
  if (count_of_ranks > 1) {
    int said = here ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &said, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return said != 0;
  }
#endif
  return here;
}

}  // namespace tenprobes::native
