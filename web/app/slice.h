// A part of a frame, for work that is spread over many frames so that none is late.
//
//   const Slice slice(std::chrono::milliseconds(8));
//   while (more() && slice.left()) work();
//   screen.moving |= more();               // and so there is a next frame
#pragma once

#include <chrono>

namespace tenprobes::app {

class Slice {
 public:
  explicit Slice(std::chrono::microseconds length) : end_(Clock::now() + length) {}
  bool left() const { return Clock::now() < end_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace tenprobes::app
