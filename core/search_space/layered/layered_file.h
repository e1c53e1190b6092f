// A layered search space from a JSON file: no C++ is needed for a new one.
//
//   std::shared_ptr<const LayeredSpace> space = parse_layered_space(bytes, "mine.json");
//
// A complete file (assets/spaces/example.json): five layers of two shapes, of which the last may be
// left out, at two resolutions.
//
//   {
//     "format": "tenprobes-space", "version": 1, "name": "example", "title": "A small example",
//     "resolution": {"reference": 32, "choices": [24, 32]},
//     "units": {"macs": 1e6, "activations": 1e6, "parameters": 1e6},
//     "kinds": {"attention": "dense"},
//     "fixed": [{"conv": {"in": 3, "out": 16, "kernel": 3, "stride": 1, "side": 32}},
//               {"linear": {"in": 24, "out": 10}}],
//     "shapes": {
//       "early": {"mbconv": {"in": 16, "out": 16, "side": 32, "kernel": [3, 5],
//                            "expansion": [1, 3], "skip": "skip"}},
//       "down":  {"mbconv": {"in": 16, "out": 24, "stride": 2, "side": 32, "kernel": [3, 5, 7],
//                            "expansion": [3, 6], "squeeze": [false, true]}},
//       "late":  {"k3": [["dw3", 0.055, 0.012, 0.0002, 2, 16], ["dense", 0.15, 0.012, 0.0006, 2, 16]],
//                 "attend": [["attention", 1.2, 0.12, 0.0023, 6, 16]]}
//     },
//     "positions": ["early", "early", "down", "late", "late"],
//     "stages": [{"positions": [3, 4], "least": 1, "absent": "absent"}],
//     "quality": {"kind": "macs"}
//   }
//
// name        letters, digits and '-'; title, source, licence, note: texts, may be left out.
// resolution  pixels a side of the network's input. Sides in the file are those at `reference`;
//             at another resolution they are in proportion, rounded up. With several choices there
//             is one position more, the last: "r24", "r32". May be left out: one, of no name.
// units       what the numbers of an operation written as a list are counted in; default 1.
// operation   a list [kind, multiply-accumulates, activations moved (values read and written),
//             parameters, launches, input side], of one image at the reference resolution (the
//             first two go with the area), or one of
//               {"conv": {"in", "out", "kernel", "stride", "side", "groups", "activation", "norm"}}
//               {"linear": {"in", "out"}}, {"pool": {"channels", "side"}} (global, averaging)
//               {"mbconv": {...}} as below, with one value of each
//             `activation` is true ("relu", the default), false, "relu" or "h-swish"; the last two
//             cost alike. What is written as blocks throughout can be run and exported
//             (core/network/layered), what is written as lists can only be priced.
// kinds       names used in such lists, and the family of each: "dense", "depthwise", "squeeze" or
//             "elementwise" (operation.h). "dense", "dw3", "dw5", "dw7", "se", "add", "shuffle",
//             "pool" and "linear" exist and need not be named. Devices may deviate by kind.
// fixed       operations of every network: stem and head. May be left out.
// shapes      what layers of equal shape can be: choices by name, each a list of operations (empty:
//             passed over), or {"mbconv": {...}}, which writes inverted residual blocks of every
//             combination of
//               kernel 3, 5, 7; expansion 1..12; groups 1.. (default 1); squeeze (default false)
//             each one value or a list, named "k3_e6", "k3_e6_g2", "k3_e6_se". `in`, `out`, `side`
//             are required; stride 1 or 2 (default 1); `only`: a list of names picks and orders
//             them; `skip`: the name of one more choice, the last, which passes the input on (a 1x1
//             convolution where the shape changes); `residual` (default true), `norm` (default
//             true), `expands_by_one` (default false), `activation` ("relu", the default, or
//             "h-swish"): operation.h.
// around      {"before": [...], "behind": [...]}: what stands around the layers where a network is run
//             or exported, but is left out of the costs, in blocks; may be left out. The fixed
//             operations follow `before` as long as each fits where the one in front of it ends;
//             the rest comes behind the layers.
// mbconv      beside "shapes": defaults for every mbconv of the file.
// positions   each layer's shape.
// stages      consecutive positions (from 0) of which the last may be left out; `least` are always
//             there. `absent` (default "absent") is how the text calls a layer that is left out: no
//             choice's name there. A layer that is left out has none of its stage behind it.
// quality     {"kind": "macs"}; may be left out: the same
//             {"kind": "sum", "name", "label", "choices": {shape: {choice: number}},
//              "base": number, "resolutions": {"24": number}}: what is not named brings 0
//             {"kind": "table", "name", "label", "values": {architecture: number}}, or "file": a CSV
//              with a header, columns architecture and value (any name), in enumerable spaces: those
//              of at most 20000 architectures, layers that are left out counted as a choice each
//             {"kind": "network", "name", "label", "file": a safetensors file (layered_quality.h)}
//
// An architecture is written as its choices joined by '|': "k3_e1|skip|k7_e6_se|attend|absent|r32".
// Every field is checked, unknown ones too; an Error says the file, the line, where in the
// document, and what is right.
#pragma once

#include <functional>
#include <string_view>

#include "core/search_space/layered/layered_space.h"

namespace tenprobes {
inline namespace search_space {

inline constexpr std::string_view space_format = "tenprobes-space";

/// The bytes of a file that stands beside the space's own; throws Error where there is none.
using OpenBeside = std::function<std::string(const std::string& file)>;

/// `name` is how errors call the file. Throws Error on anything but a valid space.
std::shared_ptr<const LayeredSpace> parse_layered_space(std::string_view json,
                                                        const std::string& name,
                                                        const OpenBeside& open_beside = {});

/// What stands under "quality" of a space's file, alone: another quality of the space, which outlives
/// it. Throws Error as above; files beside it cannot be opened.
std::unique_ptr<const Quality> parse_layered_quality(std::string_view json, const std::string& name,
                                                     const LayeredSpace& space);

}  // namespace search_space
}  // namespace tenprobes
