// The list of subcommands: each lives in native/commands/NAME.cpp.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tenprobes::native {

std::string version();
/// "tenprobes VERSION" and what it was built from, by and for: a fact a line.
std::string build_facts();

// One line a subcommand, here and in the list below, in the order of --help.
void add_adapt(CLI::App& app);
void add_bench(CLI::App& app);
void add_benchmark(CLI::App& app);
void add_correlate(CLI::App& app);
void add_data(CLI::App& app);
void add_desktop(CLI::App& app);
void add_devices(CLI::App& app);
void add_export(CLI::App& app);
void add_fleet(CLI::App& app);
void add_manual(CLI::App& app);
void add_predict(CLI::App& app);
void add_probe(CLI::App& app);
void add_proxies(CLI::App& app);
void add_session(CLI::App& app);
void add_table(CLI::App& app);
void add_train(CLI::App& app);
void add_train_help(CLI::App& app);
void add_surrogate(CLI::App& app);

inline constexpr void (*all_commands[])(CLI::App&) = {
    add_adapt,   add_bench, add_benchmark, add_correlate,  add_data,      add_devices,
    add_export,  add_fleet, add_manual,    add_predict,    add_probe,     add_proxies,
    add_session, add_table, add_train,     add_train_help, add_surrogate,
#ifdef TENPROBES_DESKTOP
    add_desktop,
#endif
};

}  // namespace tenprobes::native
