// The Python module tenprobes._core: what Python sees of the core, and nothing that computes. What
// each name promises is written for its users in tenprobes/__init__.pyi.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "core/base/error.h"
#include "core/prediction/bayesian.h"
#include "core/search_space/catalogue/catalogue.h"
#include "native/command.h"
#include "native/files.h"
#include "native/python/session.h"
#include "native/spaces.h"

namespace py = pybind11;

namespace tenprobes::python {
namespace {

using Release = py::call_guard<py::gil_scoped_release>;
using Numbers = std::vector<double>;

/// Python has no const objects; none of a space's functions changes it.
struct Space {
  std::shared_ptr<const SearchSpace> space;
};

struct NamedProbe {
  std::string name;
  double latency_ms, quality;
  bool feasible;
};

struct NamedRecommendation {
  std::string name;
  std::optional<double> latency_ms;
  double quality;
  std::optional<double> accuracy;
  bool feasible;
};

py::array_t<double> to_array(std::span<const double> numbers) {
  return py::array_t<double>(static_cast<py::ssize_t>(numbers.size()), numbers.data());
}

std::vector<std::string> names_of(const SearchSpace& space,
                                  const std::vector<Architecture>& architectures) {
  std::vector<std::string> names;
  for (const Architecture& architecture : architectures) names.push_back(space.text(architecture));
  return names;
}

py::dict features_of(const SearchSpace& space) {
  const std::vector<Architecture> all = all_of(space);
  const std::span<const std::string> names = space.features();
  py::dict features;
  for (std::size_t feature = 0; feature < names.size(); ++feature) {
    Numbers values;
    for (const Architecture& architecture : all) {
      values.push_back(space.feature(architecture, static_cast<int>(feature)));
    }
    features[py::str(names[feature])] = to_array(values);
  }
  return features;
}

std::vector<std::string> sample(const SearchSpace& space, int count, std::uint64_t seed) {
  if (count < 0) {
    throw Error(std::to_string(count) + " networks cannot be drawn: a count is 0 or more");
  }
  Random random(seed);
  std::vector<Architecture> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(space.random(random));
  return names_of(space, drawn);
}

std::vector<NamedProbe> probes_of(const Session& session) {
  const search::SessionReport report = session.report();
  std::vector<NamedProbe> probes;
  for (const search::ReportedProbe& probe : report.probes) {
    probes.push_back(
        {report.space->text(probe.architecture), probe.latency_ms, probe.quality, probe.feasible});
  }
  return probes;
}

NamedRecommendation recommendation_of(const search::SessionReport& report) {
  if (report.probes.empty()) {
    throw Error("nothing was probed yet, so nothing can be recommended: ask() and tell() first");
  }
  const search::ReportedRecommendation& best = report.recommended;
  return {report.space->text(best.architecture), best.latency_ms, best.quality, best.accuracy,
          best.feasible};
}

struct Predicted {
  Numbers mean_ms, deviation_ms;
};

/// Of the architectures of these names; without any, of all.
Predicted predict(const SearchSpace& space,
                  const std::vector<std::pair<std::string, double>>& probes,
                  const std::optional<std::vector<std::string>>& names) {
  std::vector<Architecture> asked;
  if (names) {
    for (const std::string& name : *names) asked.push_back(space.parse(name));
  } else {
    asked = all_of(space);
  }
  Predicted predicted;
  for (const auto& one : prediction::predict_all(space, history_of(space, probes), asked)) {
    predicted.mean_ms.push_back(one.mean);
    predicted.deviation_ms.push_back(one.standard_deviation);
  }
  return predicted;
}

void define_space(py::module_& module) {
  py::class_<Space>(module, "Space")
      .def(py::init([](const std::filesystem::path& name) {
             return Space{native::open_space(name.string())};
           }),
           py::arg("name"), Release(), "A built-in space's name, or the path of a file.")
      .def_static(
          "_parse_catalogue",
          [](const std::string& csv, const std::string& name) {
            return Space{parse_catalogue(csv, name)};
          },
          Release())
      .def_static(
          "from_csv",
          [](const std::filesystem::path& path) {
            return Space{parse_catalogue(native::read_file(path), path.string())};
          },
          py::arg("path"), Release(), "A catalogue: one network a row, `name,quality,` features.")
      .def_property_readonly("name", [](const Space& self) { return self.space->name(); })
      .def_property_readonly("title", [](const Space& self) { return self.space->title(); })
      .def_property_readonly(
          "names", [](const Space& self) { return names_of(*self.space, all_of(*self.space)); })
      .def_property_readonly("features", [](const Space& self) { return features_of(*self.space); })
      .def_property_readonly("quality",
                             [](const Space& self) {
                               all_of(*self.space);
                               return to_array(native::read_quality(*self.space, {})->table());
                             })
      .def(
          "sample",
          [](const Space& self, int count, std::uint64_t seed) {
            return sample(*self.space, count, seed);
          },
          py::arg("count"), py::arg("seed") = 1, Release(), "Names of random architectures.")
      .def("__len__", [](const Space& self) { return all_of(*self.space).size(); })
      .def("__bool__", [](const Space&) { return true; })
      .def("__repr__",
           [](const Space& self) { return "<tenprobes.Space " + self.space->name() + ">"; });
}

native::InputOptions inputs_of(const std::string& quality, const std::string& weights,
                               const std::string& proxy_device) {
  return {
      .accuracy = "estimate", .weights = weights, .proxy_device = proxy_device, .quality = quality};
}

void define_results(py::module_& module) {
  py::class_<NamedProbe>(module, "Probe", "One latency measurement.")
      .def_readonly("name", &NamedProbe::name)
      .def_readonly("latency_ms", &NamedProbe::latency_ms)
      .def_readonly("quality", &NamedProbe::quality)
      .def_readonly("feasible", &NamedProbe::feasible)
      .def("__repr__", [](const NamedProbe& self) {
        return py::str("Probe(name={!r}, latency_ms={!r}, quality={!r}, feasible={!r})")
            .format(self.name, self.latency_ms, self.quality, self.feasible);
      });
  py::class_<NamedRecommendation>(module, "Recommendation", "The best network of a session.")
      .def_readonly("name", &NamedRecommendation::name)
      .def_readonly("latency_ms", &NamedRecommendation::latency_ms)
      .def_readonly("quality", &NamedRecommendation::quality)
      .def_readonly("accuracy", &NamedRecommendation::accuracy)
      .def_readonly("feasible", &NamedRecommendation::feasible)
      .def("__repr__", [](const NamedRecommendation& self) {
        return py::str(
                   "Recommendation(name={!r}, latency_ms={!r}, quality={!r}, accuracy={!r}, "
                   "feasible={!r})")
            .format(self.name, self.latency_ms, self.quality, self.accuracy, self.feasible);
      });
}

/// A property's function that runs without the interpreter's lock.
template <class Function>
py::cpp_function unlocked(Function function) {
  return {function, Release()};
}

void define_session(py::module_& module) {
  const auto start =
      [](const Space& space, std::optional<double> budget_ms, std::optional<double> budget_quantile,
         int probes, const std::string& method, std::uint64_t seed,
         const std::vector<std::string>& where, const std::string& quality,
         const std::string& weights, const std::string& proxy_device, const std::string& device) {
        const search::SessionRequest request{.method = method,
                                             .probes = probes,
                                             .budget_ms = budget_ms,
                                             .budget_quantile = budget_quantile,
                                             .seed = seed};
        return std::make_unique<Session>(space.space, request, where,
                                         inputs_of(quality, weights, proxy_device), device);
      };
  const auto load = [](const std::filesystem::path& path, std::optional<Space> space,
                       const std::string& quality, const std::string& weights,
                       const std::string& proxy_device) {
    return std::make_unique<Session>(read_session(path, space ? space->space : nullptr),
                                     inputs_of(quality, weights, proxy_device));
  };
  py::class_<Session>(module, "Session")
      .def(py::init(start), py::arg("space"), py::arg("budget_ms") = py::none(), py::kw_only(),
           py::arg("budget_quantile") = py::none(), py::arg("probes") = 10,
           py::arg("method") = "controller", py::arg("seed") = 1,
           py::arg("where") = std::vector<std::string>(), py::arg("quality") = "",
           py::arg("weights") = "", py::arg("proxy_device") = "", py::arg("device") = "external",
           Release(), "A search for the best network within a latency budget.")
      .def_static("load", load, py::arg("path"), py::arg("space") = py::none(), py::kw_only(),
                  py::arg("quality") = "", py::arg("weights") = "", py::arg("proxy_device") = "",
                  Release(), "Goes on with a session that save() or the command line wrote.")
      .def("ask", &Session::ask, Release(), "The network to measure now.")
      // Before the other one, which would take True for 1 ms.
      .def(
          "tell",
          [](Session&, const py::bool_&) {
            throw py::type_error("a latency is a number of milliseconds, or None; not a bool");
          },
          py::arg("latency_ms"))
      .def("tell", &Session::tell, py::arg("latency_ms"), Release(),
           "The latency of it, in ms; None: it cannot run there.")
      .def(
          "recommend", [](const Session& self) { return recommendation_of(self.report()); },
          Release(), "The best network so far.")
      .def(
          "save",
          [](const Session& self, const std::filesystem::path& path) {
            native::write_file(path, search::serialise(self.report()));
          },
          py::arg("path"), Release(), "Writes the session's JSON document.")
      .def_property_readonly("finished", unlocked(&Session::finished))
      .def_property_readonly("probes_left", unlocked(&Session::probes_left))
      .def_property_readonly("space", [](const Session& self) { return Space{self.space()}; })
      .def_property_readonly("budget_ms",
                             unlocked([](const Session& self) { return self.report().budget_ms; }))
      .def_property_readonly("probes", unlocked(&probes_of));
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  py::register_exception<Error>(module, "Error", PyExc_ValueError);
  define_space(module);
  define_results(module);
  define_session(module);
  module.def("_set_home", &native::set_shipped_home, py::arg("folder"));
  module.def(
      "_predict",
      [](const Space& space, const std::vector<std::pair<std::string, double>>& probes,
         const std::optional<std::vector<std::string>>& names) {
        Predicted predicted;
        {
          const py::gil_scoped_release release;
          predicted = predict(*space.space, probes, names);
        }
        return py::make_tuple(to_array(predicted.mean_ms), to_array(predicted.deviation_ms));
      },
      py::arg("space"), py::arg("probes"), py::arg("names"));
}

}  // namespace tenprobes::python
