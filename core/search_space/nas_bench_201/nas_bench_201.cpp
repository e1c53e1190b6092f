#include "core/search_space/nas_bench_201/nas_bench_201.h"

#include "core/search_space/cells/cell.h"
#include "core/search_space/cells/network_cost.h"
#include "core/search_space/cells/notation.h"

namespace tenprobes {
inline namespace search_space {
namespace {

class NasBench201 final : public SearchSpace {
 public:
  NasBench201() {
    for (std::size_t edge = 0; edge < edge_count; ++edge) {
      Position position{.name = "edge " + std::to_string(edge_source[edge]) + " to " +
                                std::to_string(edge_target[edge]),
                        .choices = {}};
      for (const Operation operation : all_operations) {
        position.choices.emplace_back(name_of(operation));
      }
      positions_.push_back(std::move(position));
    }
    for (int index = 0; index < cell_count; ++index) {
      const NetworkCost cost = network_cost(cell_at(index));
      costs_.push_back(
          {static_cast<double>(cost.macs) / 1e6, static_cast<double>(cost.parameters) / 1e6});
    }
  }

  Form form() const override { return Form::cells; }
  const std::string& name() const override { return name_; }
  const std::string& title() const override { return title_; }
  const std::string& hash() const override { return hash_; }
  std::span<const Position> positions() const override { return positions_; }

  int size() const override { return cell_count; }
  Architecture at(int index) const override { return cell_at(index); }
  int index_of(const Architecture& architecture) const override {
    return search_space::index_of(cell_of(architecture));
  }
  std::string text(const Architecture& architecture) const override {
    return to_string(cell_of(architecture));
  }
  Architecture parse(std::string_view text) const override { return parse_cell_notation(text); }

  std::span<const std::string> features() const override { return features_; }
  double feature(const Architecture& architecture, int which) const override {
    return costs_[static_cast<std::size_t>(index_of(architecture))]
                 [static_cast<std::size_t>(which)];
  }
  Architecture random(Random& random) const override { return cell_at(random.below(cell_count)); }

 private:
  std::string name_ = "nas-bench-201", title_ = "NAS-Bench-201", hash_ = "0000000000000201";
  std::vector<Position> positions_;
  std::vector<std::string> features_ = {"mmacs", "mparams"};
  std::vector<std::array<double, 2>> costs_;
};

}  // namespace

const std::shared_ptr<const SearchSpace>& nas_bench_201() {
  static const std::shared_ptr<const SearchSpace> space = std::make_shared<NasBench201>();
  return space;
}

}  // namespace search_space
}  // namespace tenprobes
