// The synthetic devices that controllers are trained on and that predictors take as their prior.
//
//   Random random(seed);
//   LatencyModel model = draw_device(random);        // another device at every call
//   DeviceRanges ranges{.most_launch = 1};           // to see what another distribution would do
//   LatencyModel other = draw_device_in(ranges, random);
//
// The ranges come from counting operations, from published hardware facts and from how runtimes
// execute a graph. No measurement of a real device is in them. The distribution is frozen: shares and
// classes were judged by how well the belief they make predicts HELP's meta-train and meta-valid
// devices, and those alone, from 3, 5 and 10 random probes (tests/devices/real_devices_test.cpp: of
// 20,000 draws, 18 to 347 resemble each of HELP's devices in all ratios); what is built on it is
// reported on others too.
//
// Costs, as multiples of the compute time of a 3x3 convolution. One edge carries 35.4 million
// multiply-accumulates over the network with a 3x3 convolution and 3.93 with a 1x1, and moves 1.15
// MB of float32 activations if it reads and writes them once: one pass. Two thirds of the devices
// are a roofline (Williams, Waterman and Patterson, CACM 2009), a third draw each cost on its own,
// because a runtime's kernels need not obey one:
//
//   roofline  price of a multiply-accumulate in a 1x1 kernel over that in a 3x3: 0.7 (a 3x3 pays
//             for gathering its windows) to 5 (a 3x3 saves 2.25-4 times the multiplications by
//             Winograd's algorithm: Lavin and Gray, CVPR 2016, and reuses more per byte);
//             one pass through memory: machines balance about 0.3 to 30 multiply-accumulates a
//             byte, so 0.01 to 1 of the 3x3's time; on half of the devices ReLU and batch norm are
//             kernels of their own, 1 to 4 more passes for either convolution;
//             launches: 0.001 (large batches) to 10 of the 3x3's time each: a GPU of 11 TFLOP/s
//             computes an edge's 15 convolutions of one image in about 10 microseconds, and a
//             framework takes 5 to 10 to start each kernel; a convolution is 2 to 8 of them (ReLU,
//             convolution, batch norm, their framework overhead), a 1x1 a tenth fewer to a
//             twentieth more, pooling one. On half of the devices launches hide what is shorter, as
//             an asynchronous queue does: there a launch-bound 1x1 costs what a 3x3 costs;
//             pooling: 1 to 9 passes (its window), or, on one accelerator in six, as much as a 3x3
//             convolution, as it has no other unit to run it on.
//   own costs 1x1: 0.05 to 1.1; pooling: 0.02 to 1.2; none: 0.01 to 0.5; skip: 0.005 to 0.5.
//
// An eager runtime executes none: PyTorch's x.mul(0.) is a launch and half a pass to a pass, and
// only one runtime in ten is taken to know that it is nothing. skip is the tensor itself: free on
// seven of ten, and nowhere dearer than none. Runtimes that drop dead code never execute none, and
// half of them copy for a skip. base_ms: stem and reductions are 0.22 of a 3x3 edge's
// multiply-accumulates; the nodes' additions are up to six passes and launches, at least three where
// the runtime is eager (two or more tensors meet at nodes 2 and 3, dead or not).
//
// Runtime: most frameworks are eager; inference runtimes drop dead code in one of three ways; some
// run branches at the same time. Position matters on one device in seven, where caches hold some
// tensors. Noise from 0.2 % (an idle accelerator) to 15 % (a phone under load), one device in ten
// has none; one in seven has a clock of whole milliseconds, where latencies are long enough for it
// to make sense.
#pragma once

#include "core/devices/latency_model.h"

namespace tenprobes::devices {

/// What of the distribution can be asked otherwise; the defaults are the distribution.
struct DeviceRanges {
  double eager = 0.6;             ///< share of runtimes that execute every edge
  double roofline = 2.0 / 3;      ///< share of devices whose costs obey one
  double most_launch = 10;        ///< of a 3x3 convolution's compute; > 0.001
  double asynchronous = 0.5;      ///< share of rooflines whose launches hide what is shorter
  double separate_kernels = 0.5;  ///< share of rooflines that pay for ReLU and batch norm
  double free_none = 0.1;         ///< share of eager runtimes for which none costs nothing
  double free_skip = 0.7;         ///< the same of skip
  double least_noise = 0.002, most_noise = 0.15;  ///< relative, 0 < least <= most <= 1
};

/// A valid model. Allocates nothing.
LatencyModel draw_device(Random& random);

/// The same from other ranges.
LatencyModel draw_device_in(const DeviceRanges& ranges, Random& random);

}  // namespace tenprobes::devices
