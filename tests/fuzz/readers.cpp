#include <nlohmann/json.hpp>

#include "core/base/json_text.h"
#include "core/base/safetensors.h"
#include "core/base/text_encoding.h"
#include "core/datasets/accuracy_table.h"
#include "core/datasets/file_kind.h"
#include "core/datasets/freerea.h"
#include "core/datasets/hw_nas_bench.h"
#include "core/datasets/inflate.h"
#include "core/datasets/latency_table.h"
#include "core/datasets/measured_networks.h"
#include "core/datasets/measurements.h"
#include "core/datasets/npy.h"
#include "core/datasets/pickle.h"
#include "core/datasets/torch_file.h"
#include "core/devices/device_file.h"
#include "core/devices/external_answer.h"
#include "core/devices/parse_device.h"
#include "core/search_space/cells/notation.h"
#include "core/search_space/nas_bench_201/nas_bench_201.h"
#include "core/search_space/spaces.h"
#include "tests/datasets/files.h"
#include "tests/fuzz/targets.h"
#include "tests/search_space/layered/example.h"

namespace tenprobes::fuzz {
namespace {

using namespace datasets;

const std::vector<std::string> pickle_words = {"\x80\x02",
                                               "cnumpy.core.multiarray\n_reconstruct\n",
                                               "cnumpy\nndarray\n",
                                               "cnumpy\ndtype\n",
                                               "ctorch._utils\n_rebuild_tensor_v2\n",
                                               "ctorch\nFloatStorage\n",
                                               "ccollections\nOrderedDict\n",
                                               "c_codecs\nencode\n",
                                               "latency_ms",
                                               "storage",
                                               "f8",
                                               "tb",
                                               "tR",
                                               "\x85",
                                               "\x86",
                                               "q\x01",
                                               "h\x01"};
const std::vector<std::string> csv_words = {"index",
                                            "architecture",
                                            "latency_ms",
                                            "latency (s)",
                                            "accuracy",
                                            "sep=;\n",
                                            "\"",
                                            "\r\n",
                                            ";",
                                            "\t",
                                            "1,234.5",
                                            "1.234,5",
                                            " ms",
                                            "#",
                                            "\xef\xbb\xbf",
                                            "\xff\xfe",
                                            "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"};
const std::vector<std::string> json_words = {"{\"", "\":",        "[",           "]",
                                             "}",   ",",          "null",        "true",
                                             "1e9", "\"format\"", "\"version\"", "\\u00e9"};

std::string pickled_tensor() {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickled("storage") + "ctorch\nFloatStorage\n" +
         pickled("0") + pickled("cpu") + "K\x02tQK" + std::string(1, '\0') +
         "K\x02\x85K\x01\x85\x89"
         "ccollections\nOrderedDict\n)RtR";
}

std::vector<std::string> pickles() {
  const std::string type = "cnumpy\ndtype\n" + pickled("f8") + "\x89\x88\x87R";
  return {pickle_program(pickled_list({1, 2.5})),
          pickle_program("}(" + pickled("a") + "K\x01" + pickled("b") + "N\x88\x86u"),
          pickle_program("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x01\x85"
                         "C\x01"
                         "b\x87R(K\x01K\x01\x85" +
                         type +
                         "\x89"
                         "C\x08"
                         "abcdefghtb"),
          pickle_program("cnumpy.core.multiarray\nscalar\n" + type +
                         "C\x08"
                         "abcdefgh\x86R"),
          pickle_program("ccollections\nOrderedDict\n)R" + pickled("k") + "K\x07s"),
          "(dp0\nVa\np1\n(lp2\nI1\naF-2.5\naI01\naL10L\nas.",
          pickle_program(pickled_tensor())};
}

std::vector<std::string> torch_files() {
  const std::string start("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
  std::string tensor = pickled_tensor();
  tensor.replace(tensor.find("K\x02tQ"), 4, "K\x02NtQ");
  return {zipped(pickle_program(pickled_list({1, 2}))),
          zipped({{"a/data.pkl", pickle_program(pickled_tensor()), 0, 0, ""},
                  {"a/data/0", "abcdefgh", 0, 0, ""}}),
          start + pickle_program("M\xe9\x03") + pickle_program("}") + pickle_program(tensor) +
              pickle_program("](" + pickled("0") + "e") + little_endian(2, 8) + "abcdefgh"};
}

std::vector<std::string> tables() {
  const std::string cell = to_string(cell_at(3));
  return {"index,latency_ms\n1,2\n",
          "architecture;latency (ms)\n" + cell + ";2,5\n",
          "sep=,\nindex,latency\n\"1,160\",\"1.5 ms\"\n",
          "# index latency_us\n3 4.5\n",
          "1.5\n2.5\n",
          "{\"" + cell + "\": 4.6}",
          "[{\"index\": 3, \"latency_s\": 0.5}]",
          "{\"architecture\": [\"" + cell + "\"], \"latency_ms\": [1]}",
          "index,accuracy\n3,93.5\n",
          std::string("\xff\xfei\0n\0d\0e\0x\0,\0m\0s\0\n\0"
                      "1\0,\0"
                      "2\0",
                      26)};
}

std::vector<std::string> npy_files() {
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n";
  return {std::string("\x93NUMPY\x01\x00", 8) + little_endian(header.size(), 2) + header +
          "abcdefgh"};
}

std::vector<std::string> any_files() {
  std::vector<std::string> files = tables();
  for (const auto& more : {pickles(), torch_files(), npy_files()}) {
    files.insert(files.end(), more.begin(), more.end());
  }
  files.push_back(Safetensors().serialise());
  return files;
}

const std::vector<std::string> space_words = {
    "name",      "quality",       "gmacs",       "mactivations", "mparams",    "group",
    "#",         "\"positions\"", "\"choices\"", "\"fixed\"",    "\"shapes\"", "\"mbconv\"",
    "\"dense\"", "\"stages\"",    "\"absent\"",  "\"macs\"",     "[]",         "1e300"};

std::string small_catalogue() {
  return "name,quality,gmacs,mparams\na,70,1.5,3\nb,75,2.5,4\n";
}

std::string device_json() {
  return R"({"format": "tenprobes-device", "version": 1, "name": "x", "kind": "twin", "model": {}})";
}

}  // namespace

std::vector<Target> reader_targets() {
  const std::string name = "x";
  return {
      {"identify", [=](std::string_view b) { identify(b, name); }, any_files, pickle_words},
      {"latencies", [=](std::string_view b) { parse_latency_table(b, name); }, any_files,
       csv_words},
      {"accuracies", [=](std::string_view b) { parse_accuracy_table(b, name); }, tables, csv_words},
      {"architecture_values",
       [=](std::string_view b) {
         architecture_values(
             read_measurements(b, name, latency_column), latency_column,
             [](std::string_view text) { return Architecture(parse_cell_notation(text)); });
       },
       tables, csv_words},
      {"pickle", [=](std::string_view b) { parse_pickle(b, name).check_tensors(name); }, pickles,
       pickle_words},
      {"torch", [=](std::string_view b) { parse_torch_file(b, name); }, torch_files, pickle_words},
      {"npy",
       [=](std::string_view b) { parse_npy(b, name); },
       npy_files,
       {"'descr': '<f8'", "'shape': (", "True"}},
      {"inflate",
       [=](std::string_view b) { inflate(b, 4096, name); },
       [] {
         return std::vector<std::string>{std::string("\x01\x03\x00\xfc\xff"
                                                     "abc",
                                                     8),
                                         "\xcb\x49\x2c\x49\xcd\x4b\xae\x54\xc8\x41"};
       },
       {}},
      {"hw_nas_bench", [=](std::string_view b) { hw_nas_bench_devices(b, name); },
       [] { return std::vector<std::string>{pickle_program("}" + pickled("nasbench201") + "}s")}; },
       pickle_words},
      {"freerea",
       [=](std::string_view b) { parse_freerea_scores(b, name); },
       [] {
         return std::vector<std::string>{
             "# Arch_Idx, NASWOT, logSynflow, PortionSkipped\n0 1 2 3\n"};
       },
       {}},
      {"notation",
       [](std::string_view b) { parse_cell_notation(b); },
       [] {
         return std::vector<std::string>{to_string(cell_at(7)),
                                         "conv_3x3~0/skip~0/none~1/none~0/none~1/none~2"};
       },
       {"none", "skip_connect", "~0", "~1", "~2", "|+|", "Structure(4 nodes with "}},
      {"json", [=](std::string_view b) { parse_json<nlohmann::ordered_json>(b, name); },
       [] { return std::vector<std::string>{"{\"a\": [1, 2.5, null, true, \"x\"]}"}; }, json_words},
      {"safetensors", [=](std::string_view b) { Safetensors::parse(b, name); },
       [] { return std::vector<std::string>{Safetensors().serialise()}; }, json_words},
      {"answer",
       [](std::string_view b) {
         devices::is_answer(b);
         devices::parse_answer(b);
       },
       [] {
         return std::vector<std::string>{"{\"latency_ms\": 12.5, \"error\": null}", "12.5 ms",
                                         "{\"latency_ms\": 3, \"lower_quartile_ms\": 2, "
                                         "\"upper_quartile_ms\": 4, \"repeats\": 9}"};
       },
       json_words},
      {"device", [=](std::string_view b) { devices::parse_device(b, name, nas_bench_201()); },
       [] {
         auto files = tables();
         files.push_back(device_json());
         return files;
       },
       json_words},
      {"space", [=](std::string_view b) { parse_space(b, name); },
       [] {
         return std::vector<std::string>{small_catalogue(), layered_example()};
       },
       space_words},
      {"catalogue_device",
       [=](std::string_view b) {
         devices::parse_device(b, name, parse_space(small_catalogue(), name));
       },
       [] {
         return std::vector<std::string>{"# title: x\nname,latency_ms\na,1.5\nb,2\n",
                                         R"({"a": 1.5, "b": "2 ms"})", device_json()};
       },
       csv_words},
      {"layered_device",
       [=](std::string_view b) {
         devices::parse_device(b, name, parse_space(layered_example(), name));
       },
       [] {
         return std::vector<std::string>{
             "architecture,latency_ms\nk3_e1|k3_e1|k3_e3|k3|k3|r24,1.5\n",
             R"({"format": "tenprobes-example-device", "version": 1, "name": "x", "kind": "twin"})"};
       },
       csv_words},
      {"measured_archives",
       [=](std::string_view b) {
         const std::string latencies = zipped(pickle_program(pickled_list({1})));
         parse_measured_archives(b, name, latencies, "y", *parse_space(layered_example(), name));
       },
       [] {
         return std::vector<std::string>{
             zipped(pickle_program("](" + pickled_list({0, 1, 2, 0, 1}) + "e"))};
       },
       pickle_words},
  };
}

}  // namespace tenprobes::fuzz
