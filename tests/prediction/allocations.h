// How often this test program has allocated memory.
#pragma once

namespace tenprobes::prediction {

/// Calls of operator new so far, which belief_test.cpp replaces by one that counts.
long allocation_count();

}  // namespace tenprobes::prediction
