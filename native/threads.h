// Threads, a clock and Ctrl-C for the core, which has none of them.
#pragma once

#include "core/base/parallel.h"

namespace tenprobes::native {

/// A ParallelFor over `threads` threads (0: one per processor) that hand out indices one by one.
ParallelFor parallel_for(int threads);

/// Seconds by the system's steady clock.
double steady_seconds();

/// Whether a signal came after stop_on_interrupt().
bool was_interrupted();

/// Installs a SIGINT and SIGTERM handler; the returned function is true once one has arrived. A
/// second Ctrl-C ends the program at once.
StopRequested stop_on_interrupt();

}  // namespace tenprobes::native
