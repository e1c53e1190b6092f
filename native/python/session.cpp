#include "native/python/session.h"

#include <utility>

#include "core/base/error.h"
#include "native/files.h"
#include "native/spaces.h"

namespace tenprobes::python {

Session::Session(std::shared_ptr<const SearchSpace> space, search::SessionRequest request,
                 const std::vector<std::string>& where, const native::InputOptions& inputs,
                 const std::string& device)
    : space_(std::move(space)),
      inputs_(native::read_inputs(space_, inputs, {request.method})),
      device_(devices::told_device(device, space_)) {
  request.bounds = native::parse_bounds(where, *space_);
  live_ = std::make_unique<search::LiveSession>(request, device_, *inputs_.quality,
                                                inputs_.ingredients);
}

Session::Session(search::SessionReport saved, const native::InputOptions& inputs)
    : space_(saved.space),
      inputs_(native::read_inputs(space_, inputs, {saved.method})),
      device_(devices::told_device(saved.device, space_)) {
  if (saved.probes_left == 0) {
    ended_ = std::move(saved);
  } else {
    live_ = std::make_unique<search::LiveSession>(saved, device_, *inputs_.quality,
                                                  inputs_.ingredients);
  }
}

bool Session::finished() const {
  const std::lock_guard lock(mutex_);
  return !live_ || live_->finished();
}

int Session::probes_left() const {
  const std::lock_guard lock(mutex_);
  return live_ ? live_->probes_left() : 0;
}

std::string Session::ask() {
  const std::lock_guard lock(mutex_);
  if (!live_) throw Error("the saved session has ended: nothing is left to ask");
  return space_->text(live_->ask());
}

void Session::tell(std::optional<double> latency_ms) {
  const std::lock_guard lock(mutex_);
  if (!live_) throw Error("the saved session has ended: no latency can be added");
  latency_ms ? live_->tell(*latency_ms) : live_->pass_over();
}

search::SessionReport Session::report() const {
  const std::lock_guard lock(mutex_);
  return live_ ? live_->report(inputs_.accuracies) : *ended_;
}

search::SessionReport read_session(const std::filesystem::path& path,
                                   const std::shared_ptr<const SearchSpace>& space) {
  return search::parse_session(
      native::read_to_go_on(path), path.string(),
      [&space](const std::string& name) { return space ? space : native::find_space(name); });
}

}  // namespace tenprobes::python
