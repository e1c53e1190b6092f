#include "core/datasets/table_header.h"

#include <algorithm>
#include <array>

#include "core/base/named.h"
#include "core/base/number_text.h"
#include "core/base/quote.h"
#include "core/base/text_numbers.h"
#include "core/base/text_table.h"

namespace tenprobes::datasets {
namespace {

constexpr std::string_view architecture_names =
    "genotype,model_name,network_name,model_string,structure,cell_str,cell_string,op_str,"
    "encoding,net,candidate,network_str,arch_code,architecture,arch,arch_str,arch_string,"
    "architecture_str,architecture_string,cell,network,model,name,arch_name,config";
constexpr std::string_view index_names =
    "cell_id,network_id,nb201_idx,index,idx,arch_index,arch_idx,architecture_index,"
    "architecture_idx,arch_id,architecture_id,cell_index,cell_idx,indices,nasbench201_index,"
    "nb201_index";

/// Numbers of rows as often as of architectures.
constexpr std::string_view number_names = ",model_id,id,no,nr,number,#,i,uid,unnamed:_0";
/// What is told of latencies beside the latency itself.
constexpr std::string_view statistics =
    "warm,warmup,first,cold,std,stdev,var,min,max,p90,p95,p99,error,predicted";

struct NamedColumn {
  std::string name, unit;
};

/// What latencies of one network are of, and which middle of them is told, makes no difference:
/// "mean_latency_per_image" is {latency}, "ms/image" the unit ms.
NamedColumn bare(std::string name, std::string unit) {
  constexpr std::array<std::string_view, 8> things = {"image",     "img", "sample", "frame",
                                                      "inference", "run", "iter",   "iteration"};
  constexpr std::array<std::string_view, 5> middles = {"mean", "median", "avg", "average", "p50"};
  for (const std::string_view thing : things) {
    for (std::string* text : {&name, &unit}) {
      for (const std::string_view mark : {"/", "_per_", "_/_"}) {
        const std::string ending = std::string(mark) + std::string(thing);
        if (text->ends_with(ending)) text->resize(text->size() - ending.size());
      }
    }
  }
  for (const std::string_view middle : middles) {
    if (name == middle) name.clear();
    if (name.starts_with(std::string(middle) + "_")) name.erase(0, middle.size() + 1);
    if (name.ends_with("_" + std::string(middle))) name.resize(name.size() - middle.size() - 1);
  }
  return {std::move(name), std::move(unit)};
}

/// "Latency (ms)", "latency [ms]", "latency/ms", "latency, ms" and "latency_ms" are all
/// {latency, ms}.
NamedColumn split_name(std::string_view name) {
  name = trimmed(name);
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']')}) {
    const std::size_t begin = name.find(open);
    if (begin == std::string_view::npos || !name.ends_with(close)) continue;
    std::string_view unit = name.substr(begin + 1, name.size() - begin - 2);
    if (unit.starts_with("in ")) unit.remove_prefix(3);
    return bare(plain_name(name.substr(0, begin)), plain_name(unit));
  }
  for (const std::string_view mark : {"/", ", ", " in "}) {
    const std::size_t at = name.rfind(mark);
    if (at == std::string_view::npos) continue;
    std::string unit = plain_name(name.substr(at + mark.size()));
    if (milliseconds_in(unit)) return bare(plain_name(name.substr(0, at)), std::move(unit));
  }
  const std::string plain = plain_name(name);
  if (milliseconds_in(plain)) return {"", plain};
  const std::size_t at = plain.rfind('_');
  if (at != std::string::npos && milliseconds_in(plain.substr(at + 1))) {
    return bare(plain.substr(0, at), plain.substr(at + 1));
  }
  return bare(plain, "");
}

/// "cifar10_test_acc" is {test_acc}: of which of the benchmark's data sets makes no difference.
std::string without_data_set(std::string name) {
  for (const std::string_view set : {"cifar10_", "cifar_10_", "cifar100_", "cifar_100_",
                                     "imagenet16_120_", "imagenet_16_120_", "imagenet_"}) {
    if (name.starts_with(set)) return name.substr(set.size());
  }
  return name;
}

/// Whether a word of the name is one of what is told beside latencies, or of what else takes time.
bool names_other_time(std::string_view name) {
  constexpr std::string_view others =
      "train,training,epoch,search,compile,build,load,loading,compilation,total";
  const std::string plain = plain_name(name);
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find('_', at), plain.size());
    const std::string_view word = std::string_view(plain).substr(at, end - at);
    if (lists(statistics, word) || lists(others, word)) return true;
    at = end + 1;
  }
  return false;
}

/// "raspi4_latency", "measured_latency"; not "latency_std" or "std_latency".
bool is_some_latency(std::string_view name) {
  constexpr std::string_view ending = "_latency";
  return name.ends_with(ending) && !lists(statistics, name.substr(0, name.find('_')));
}

}  // namespace

std::optional<double> scale_of_name(std::string_view name, const CsvColumn& column) {
  if (plain_name(name) == column.name) return 1;
  NamedColumn split = split_name(name);
  if (!column.is_time) split.name = without_data_set(std::move(split.name));
  const bool is_named = split.name == column.name || lists(column.other_names, split.name) ||
                        (column.is_time && is_some_latency(split.name));
  if (!column.is_time) {
    const bool is_percent = split.unit.empty() || split.unit == "%" || split.unit == "percent";
    return is_named && is_percent ? std::optional(1.0) : std::nullopt;
  }
  if (split.unit.empty()) return is_named ? std::optional(1.0) : std::nullopt;
  if (!is_named && !lists(timed_names, split.name)) return std::nullopt;
  return milliseconds_in(split.unit);
}

bool is_architecture_name(std::string_view name) {
  std::string plain = plain_name(name);
  if (lists(architecture_names, plain)) return true;
  if (plain.ends_with('s')) plain.pop_back();  // "archs", "cells"
  return lists(architecture_names, plain);
}
bool is_index_name(std::string_view name) {
  return lists(index_names, plain_name(name));
}

bool has_unit_of_time(std::string_view name) {
  const NamedColumn split = split_name(name);
  return !split.unit.empty() && milliseconds_in(split.unit).has_value();
}

std::optional<Labelled> labelled(std::string_view text, const CsvColumn& column) {
  const std::size_t mark = text.find_first_of(":=");
  const std::size_t digit = text.find_first_of("0123456789");
  const std::size_t end = std::min(mark, digit);  // "mean latency 12.5 ms" has no mark
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  std::string_view name = trimmed(text.substr(0, end));
  for (const std::string_view verb : {" is", " was", " took", " takes", " of"}) {
    if (name.ends_with(verb)) name.remove_suffix(verb.size());
  }
  if (plain_name(name) == "took") name = "time";
  std::string_view rest = text.substr(end);
  rest.remove_prefix(std::min(rest.find_first_not_of(":= \t"), rest.size()));
  if (plain_name(name).empty() || milliseconds_in(plain_name(name))) return std::nullopt;
  if (const auto scale = scale_of_name(name, column)) return Labelled{rest, scale};
  const bool is_timed = column.is_time && lists(timed_names, bare(plain_name(name), "").name);
  return is_timed ? std::optional(Labelled{rest, std::nullopt}) : std::nullopt;
}

namespace {

bool has_any(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string plain = plain_name(name);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return plain.find(word) != std::string::npos; });
}

bool is_throughput(std::string_view name) {
  return has_any(
      name, {"fps", "throughput", "_per_sec", "/s", "images_per", "img_per", "samples_per", "qps"});
}

bool is_error_rate(std::string_view name) {
  return has_any(name, {"error", "_err"}) || plain_name(name) == "err";
}

bool is_like_accuracy(std::string_view name) {
  return has_any(name, {"acc", "top1", "top_1"});
}

/// What may be meant where networks are named and the column is not; empty without a guess.
std::string missing_column(const std::vector<std::string>& fields, const TableHeader& header,
                           const CsvColumn& column) {
  if (!header.names_networks()) return "";
  const std::string missing = "no column is called " + std::string(column.name) + ": ";
  if (column.is_time) {
    const auto rate = std::find_if(fields.begin(), fields.end(), is_throughput);
    if (rate != fields.end()) {
      return missing + quote(*rate) +
             " is a throughput; one image at a time, latency_ms is 1000 / images a second";
    }
    const auto timed = std::find_if(fields.begin(), fields.end(), has_unit_of_time);
    if (timed != fields.end()) return missing + "if " + quote(*timed) + " is meant, call it so";
  }
  const auto error = std::find_if(fields.begin(), fields.end(), is_error_rate);
  if (error != fields.end() && (!column.is_time || header.columns == 2)) {
    return "no column is called accuracy: " + quote(*error) +
           " is an error rate; accuracy is 100 less that many percent";
  }
  const auto like = std::find_if(fields.begin(), fields.end(), is_like_accuracy);
  if (like != fields.end()) {
    return "no column is called " + std::string(column.is_time ? "latency_ms or " : "") +
           "accuracy: if " + quote(*like) + " is meant, call it accuracy";
  }
  if (header.columns < 2) return "";
  if (header.columns > 2) {
    return missing + "call the one that is meant so" +
           (column.is_time ? ", in milliseconds" : ", in percent");
  }
  const bool is_first = header.index.value_or(1) != 0 && header.architecture.value_or(1) != 0;
  return missing + "if " + quote(fields[is_first ? 0 : 1]) + " is meant" +
         (column.is_time ? " and in milliseconds" : "") + ", call it so";
}

}  // namespace

std::optional<double> scale_of_timed_name(std::string_view name, const CsvColumn& column) {
  if (!column.is_time || names_other_time(name) || is_throughput(name)) return std::nullopt;
  return milliseconds_in(split_name(name).unit);
}

HeaderReading read_header(const std::vector<std::string>& fields, const CsvColumn& column) {
  TableHeader header;
  header.columns = fields.size();
  while (header.columns > 0 && fields[header.columns - 1].empty()) --header.columns;
  std::optional<std::size_t> exact, other;
  std::string doubt;
  const auto twice = [&](std::size_t a, std::size_t b, const std::string& wanted) {
    if (!doubt.empty()) return;
    doubt = fields[a] == fields[b]
                ? "the column " + quote(fields[a]) + " comes twice: keep one of them"
                : "both " + quote(fields[a]) + " and " + quote(fields[b]) + " could be the " +
                      wanted + ": call the one that is meant " + quote(wanted);
  };
  // Of several names for one thing, the thing's own is meant.
  const auto take = [&](std::optional<std::size_t>& place, std::size_t i, const char* own) {
    if (place && plain_name(fields[*place]) == own && plain_name(fields[i]) != own) return;
    if (place && (plain_name(fields[i]) != own || fields[i] == fields[*place])) {
      twice(*place, i, own);
    }
    place = i;
  };
  for (std::size_t i = 0; i < header.columns; ++i) {
    if (is_index_name(fields[i])) {
      take(header.index, i, "index");
    } else if (is_architecture_name(fields[i])) {
      take(header.architecture, i, "architecture");
    } else if (plain_name(fields[i]) == column.name) {
      if (exact) twice(*exact, i, column.name);
      exact = i;
    } else if (scale_of_name(fields[i], column)) {
      // One that says its unit is meant before one that does not.
      const bool says_unit = has_unit_of_time(fields[i]);
      const bool other_says = other && has_unit_of_time(fields[*other]);
      if (other && !exact && says_unit == other_says) twice(*other, i, column.name);
      if (!other || says_unit || !other_says) other = i;
    }
  }
  std::optional<double> timed;  // the scale of one that has just a unit of time
  if (!exact && !other && header.columns == 2 && header.index != header.architecture) {
    const std::size_t left = header.index.value_or(1) == 0 || header.architecture.value_or(1) == 0;
    timed = scale_of_timed_name(fields[left], column);
    if (timed) other = left;
  }
  if (!exact && !other) {
    return {std::nullopt, "", missing_column(fields, header, column)};
  }
  header.value = exact ? *exact : *other;
  header.scale = timed ? *timed : *scale_of_name(fields[header.value], column);
  if (!header.index && !header.architecture && header.columns > 1 && header.value != 0 &&
      lists(number_names, plain_name(fields[0]))) {
    header.index = 0;
    header.index_is_unnamed = true;
  }
  if (!doubt.empty()) {
    return {std::nullopt, header.names_networks() ? doubt : std::string(), ""};
  }
  return {header, "", ""};
}

}  // namespace tenprobes::datasets
