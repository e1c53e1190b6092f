// How often this test program has allocated memory.
#pragma once

namespace tenprobes {

/// Calls of operator new so far, which allocations.cpp replaces by one that counts.
long allocation_count();

}  // namespace tenprobes
