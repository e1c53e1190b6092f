// Boards as a user reaches them: ssh against a server of the test's own on the loopback, adb against
// a stand-in that does what adb's documentation promises of `push` and `shell`.
#include <gtest/gtest.h>
#include <pwd.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "native/board.h"
#include "native/child_program.h"
#include "native/spaces.h"
#include "tests/native/program.h"

namespace tenprobes::native {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A program on the board that tells the time of a network by its size, among other lines.
constexpr const char* timer = R"sh(#!/bin/sh
head -c 8 "$1" | grep -q tenprobes || head -c 200 "$1" | grep -qa tenprobes || exit 3
echo "loading $1"
echo "Average inference time cost: $(( $(wc -c < "$1") / 1000 )).5 ms"
echo "run" >> "$0.runs"
)sh";

/// `adb -s SERIAL push FILE FILE` and `shell WORDS...`, for a phone whose /data is a folder here.
constexpr const char* adb = R"sh(#!/bin/sh
phone=$(dirname "$0")/phone
[ "$1" = -s ] || { echo "adb: more than one device/emulator" >&2; exit 1; }
[ "$2" = R58M123 ] || { echo "adb: device '$2' not found" >&2; exit 1; }
action=$3
shift 3
case $action in
  push) cp "$1" "$phone${2#/data/local}" && echo "$1: 1 file pushed, 0 skipped." ;;
  shell)
    printed=$(sh -c "$(echo "$*" | sed "s|/data/local/tmp|$phone/tmp|g")")
    code=$?
    echo "$printed" | sed "s|$phone/tmp|/data/local/tmp|"
    exit $code ;;
  *) exit 1 ;;
esac
)sh";

class Boards : public testing::Test {
 protected:
  TemporaryFolder folder;
  const std::string path = folder.path().string();

  std::string program(const std::string& name, const std::string& body) const {
    std::string file = folder.write(name, body);
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }
  ProgramRun run(const std::string& arguments) const {
    return run_program(arguments, "PATH='" + path + "':\"$PATH\" TMPDIR='" + path + "'");
  }
  long runs_of(const std::string& file) const {
    const std::string text = whole_file(file + ".runs");
    return std::count(text.begin(), text.end(), '\n');
  }
};

class Phones : public Boards {
 protected:
  Phones() {
    program("adb", adb);
    fs::create_directories(folder.path() / "phone/tmp");
  }
  const std::string time = program("time.sh", timer);
  const std::string session =
      "adapt --device adb:R58M123 --probes 3 --budget-ms 4000 --json"
      " --method random ";
};

TEST_F(Phones, NetworksAreCopiedWarmedUpTimedAndRemoved) {
  const ProgramRun result =
      run(session + "--board-runs 3 --board-warm-up 2 --board-command '" + time + " {model}'");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json report = json::parse(result.out);
  EXPECT_EQ(report["device"], "adb:R58M123");
  ASSERT_EQ(report["probes"].size(), 3u);
  for (const json& probe : report["probes"]) {
    const ProgramRun exported =
        run("export --json --out " + path + "/n.onnx --index " + probe["index"].dump());
    const long kilobytes = json::parse(exported.out)["bytes"].get<long>() / 1000;
    EXPECT_EQ(probe["latency_ms"], static_cast<double>(kilobytes) + 0.5);
    EXPECT_EQ(probe["spread"]["repeats"], 3);
  }
  EXPECT_EQ(runs_of(time), (3 + 1) * 5) << "each probe and the first again: 2 + 3 runs";
  EXPECT_NE(result.err.find("within its interval"), std::string::npos) << result.err;
  EXPECT_TRUE(fs::is_empty(folder.path() / "phone/tmp"));
}

TEST_F(Phones, ABoardThatSlowsDownIsTold) {
  const std::string slower = program("slower.sh",
                                     "#!/bin/sh\necho run >> \"$0.runs\"\n"
                                     "echo $(wc -l < \"$0.runs\") ms\n");
  const ProgramRun result =
      run(session + "--board-runs 5 --board-command '" + slower + " {model}'");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(json::parse(result.out)["probes"][0]["latency_ms"], 4)
      << "runs 2 to 6, after one to warm up";
  EXPECT_NE(result.err.find("took 4.0000 ms and takes 22.0000 ms now: beyond its interval"),
            std::string::npos)
      << result.err;
}

TEST_F(Phones, WhatStandsBehindTheTimeIsNotRead) {
  const std::vector<std::pair<std::string, double>> cases = {
      {"--board-time 'median =' --board-command \"echo 'median = 0.53 ms, percentile(99%) = 6 "
       "ms'\"",
       0.53},
      {"--board-time avg= --board-command \"echo 'avg=4100.2 std=12'\" --board-unit us", 4.1002},
      {"--board-time mean: --board-command \"echo 'mean: 2.5s;'\"", 2500}};
  for (const auto& [options, ms] : cases) {
    const ProgramRun result = run(session + options);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NEAR(json::parse(result.out)["probes"][0]["latency_ms"].get<double>(), ms, 1e-9 * ms);
  }
}

TEST_F(Phones, AHotBoardIsWaitedFor) {
  const std::string heat = program("heat.sh",
                                   "#!/bin/sh\necho run >> \"$0.runs\"\n"
                                   "[ $(wc -l < \"$0.runs\") = 1 ] && echo 71000 || echo 44000\n");
  const std::string hot = "--cool-below 45 --temperature-command '" + heat + "' --board-command '" +
                          time + " {model}' ";
  const ProgramRun result = run(session + hot);
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("71 degrees, waiting for 45"), std::string::npos) << result.err;
  EXPECT_EQ(runs_of(heat), 1 + 3 + 1) << "once more where it was hot, and before the repetition";
  const ProgramRun never =
      run(session + "--timeout 0.5 --cool-below 40 --temperature-command 'echo 50'");
  EXPECT_EQ(never.exit_code, 1);
  EXPECT_NE(never.err.find("still at 50 degrees"), std::string::npos) << never.err;
}

TEST_F(Phones, TheTimeIsReadBehindATextOrInTheLastLine) {
  const std::vector<std::pair<std::string, double>> cases = {
      {"echo 7.5 ms; echo done", 7.5},
      {"echo 'P50 Latency: 0.0125 s'; echo 'P90 Latency: 0.2 s'", 12.5},
      {"cat " + folder.write("a", "{\"latency_ms\": 3}") + " >&2", 3}};
  for (const auto& [command, ms] : cases) {
    const ProgramRun result = run(session + "--board-command \"" + command + "\"");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(json::parse(result.out)["probes"][0]["latency_ms"], ms) << command;
  }
  const ProgramRun named =
      run(session + "--board-time 'mean:' --board-command 'echo 1 ms; echo mean: 9 ms; echo 2 ms'");
  ASSERT_EQ(named.exit_code, 0) << named.err;
  EXPECT_EQ(json::parse(named.out)["probes"][0]["latency_ms"], 9);
}

TEST_F(Phones, ACatalogueIsTimedByName) {
  const std::string models = folder.write("models.csv", "name,quality\nit's,70\nb,80\n");
  const std::string catalogue =
      "adapt --space " + models + " --device adb:R58M123 --probes 2 --budget-ms 99 --json ";
  const ProgramRun result = run(catalogue + "--board-command 'printf %s {name} | wc -c'");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json printed = json::parse(result.out);
  ASSERT_EQ(printed["probes"].size(), 2);
  for (const json& probe : printed["probes"]) {
    EXPECT_EQ(probe["latency_ms"], probe["architecture"].get<std::string>().size());
  }
  const ProgramRun copied = run(catalogue);
  EXPECT_EQ(copied.exit_code, 2);
  EXPECT_NE(copied.err.find("{name} for {model}"), std::string::npos) << copied.err;
}

TEST_F(Phones, WhatGoesWrongIsOneSentence) {
  for (const auto& [arguments, what] : std::vector<std::pair<std::string, std::string>>{
           {"--board-command 'echo too old; exit 4'", "exit code 4: 'too old'"},
           {"--board-command 'echo hello'", "prints no time; it ends with 'hello'"},
           {"--board-time P99 --board-command 'echo 3 ms'", "no 'P99'"},
           {"--timeout 0.3 --board-command 'sleep 9'", "within 0.3 seconds"},
           {"--board-runs 0", "--board-runs"},
           {"--device adb:other", "adb:other"},
           {"--device adb:", "serial number"},
           {"--device ssh:-oProxyCommand=touch", "name the host"}}) {
    const bool names_device = arguments.find("--device") == 0;
    const ProgramRun result =
        run((names_device ? "adapt --probes 2 --budget-ms 9 " : session) + arguments);
    EXPECT_NE(result.exit_code, 0) << arguments;
    EXPECT_NE(result.err.find(what), std::string::npos) << result.err;
  }
  EXPECT_TRUE(fs::is_empty(folder.path() / "phone/tmp"));
}

TEST_F(Phones, AMissingProgramIsNamed) {
  const auto space = open_space("nas-bench-201");
  const std::string before = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  for (const auto& [spec, package] :
       {std::pair("adb:R58M123", "package adb"), std::pair("ssh:kitchen", "openssh-client")}) {
    try {
      open_board(spec, space, {}, 1);
      ADD_FAILURE() << spec;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(package), std::string::npos) << error.what();
    }
  }
  setenv("PATH", before.c_str(), 1);
}

TEST_F(Phones, AFleetRunsSideBySideAndOneFailureIsItsOwn) {
  const std::string fast = program("fast.sh", "#!/bin/sh\necho 3\n");
  const std::string bad = program("bad.sh", "#!/bin/sh\n[ -e '" + path + "/mended' ] && echo 9\n");
  const std::string fleet = "fleet --json --probes 3 --budget-ms 4000 --method random --traces " +
                            path + "/traces --board-command '" + time +
                            " {model}' --device cmd:" + fast + " adb:R58M123 raspi4 cmd:" + bad;
  const ProgramRun first = run(fleet);
  EXPECT_EQ(first.exit_code, 1);
  EXPECT_NE(first.err.find("1 of 4 devices failed"), std::string::npos) << first.err;
  const json rows = json::parse(first.out)["devices"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1]["device"], "adb:R58M123");
  EXPECT_EQ(rows[1]["drift"]["beyond"], false);
  EXPECT_TRUE(rows[3].contains("error"));
  for (int i = 0; i < 3; ++i) {
    const json& row = rows[static_cast<std::size_t>(i)];
    const json trace = json::parse(whole_file(row["trace"].get<std::string>()));
    EXPECT_EQ(trace["recommended"], row["recommended"]);
    EXPECT_EQ(trace["probes"].size(), 3u);
  }
  // The same session alone finds the same.
  const ProgramRun alone = run(session + "--board-command '" + time + " {model}'");
  EXPECT_EQ(json::parse(alone.out)["recommended"], rows[1]["recommended"]);

  EXPECT_EQ(run(fleet).exit_code, 2) << "the traces are there";
  folder.write("mended", "");
  const ProgramRun other = run(fleet + " --resume --seed 9");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("--seed 9: the saved session has 1"), std::string::npos) << other.err;
  const ProgramRun mended = run(fleet + " --resume");
  ASSERT_EQ(mended.exit_code, 0) << mended.err;
  const json after = json::parse(mended.out)["devices"];
  EXPECT_EQ(after[0]["recommended"], rows[0]["recommended"]);
  EXPECT_EQ(after[3]["probes"], 3);
}

TEST_F(Phones, AFleetKeepsTracesUnaskedOnlyWhereADeviceFails) {
  const std::string temporary = path + "/temporary", environment = "TMPDIR=" + temporary;
  fs::create_directory(temporary);
  const std::string bad = program("bad.sh", "#!/bin/sh\nexit 1\n");
  const std::string fleet =
      "fleet --json --probes 2 --budget-ms 40 --method random --device raspi4 pixel3";
  const ProgramRun good = run_program(fleet, environment);
  ASSERT_EQ(good.exit_code, 0) << good.err;
  EXPECT_TRUE(json::parse(good.out)["devices"][0]["trace"].is_null());
  EXPECT_TRUE(fs::is_empty(temporary));
  EXPECT_EQ(run_program(fleet + " --resume", environment).exit_code, 2);
  const ProgramRun failed = run_program(fleet + " cmd:" + bad, environment);
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_NE(failed.err.find("--resume --traces " + temporary), std::string::npos) << failed.err;
  const json row = json::parse(failed.out)["devices"][1];
  EXPECT_EQ(json::parse(whole_file(row["trace"].get<std::string>()))["probes"].size(), 2u);
}

TEST_F(Phones, WhatAFileNamesRunsNothing) {
  const std::string touched = path + "/touched";
  const std::string touch = program("touch.sh", "#!/bin/sh\ntouch '" + touched + "'\necho 3\n");
  program("ssh", "#!/bin/sh\ntouch '" + touched + "'\necho 3\n");
  for (const std::string& spec : {"cmd:" + touch, std::string("ssh:kitchen")}) {
    const std::string config = folder.write("c.json", json{{"train_devices", {spec}}}.dump());
    const ProgramRun result =
        run("train --steps 10 --config " + config + " --out " + path + "/w.safetensors");
    EXPECT_EQ(result.exit_code, 2) << result.err;
    const std::string file =
        folder.write("device.json",
                     json{{"format", "tenprobes-device"}, {"version", 1}, {"device", spec}}.dump());
    EXPECT_EQ(run("adapt --budget-ms 3 --device " + file).exit_code, 2);
    EXPECT_FALSE(fs::exists(touched)) << spec;
  }
}

/// An OpenSSH server on the loopback with keys of its own, for this user and for this test.
class SecureShell : public Boards {
 protected:
  void SetUp() override {
    for (const char* place : {"/usr/sbin/sshd", TENPROBES_UNPACKED_SSHD}) {
      if (server_.empty() && fs::exists(place)) server_ = place;
    }
    if (server_.empty()) GTEST_SKIP() << "no sshd: scripts/setup.sh fetches it";
    if (getuid() == 0) fs::create_directories("/run/sshd");  // it changes its root to there
    for (const char* key : {"host", "user"}) {
      ASSERT_EQ(std::system(("ssh-keygen -q -t ed25519 -N '' -f " + path + "/" + key).c_str()), 0);
    }
    for (port_ = 20'000 + getpid() % 20'000; port_ < 65'000; port_ += 997) {
      if (starts()) return;
    }
    FAIL() << whole_file(path + "/sshd.log");
  }
  void TearDown() override {
    const std::string pid = whole_file(path + "/sshd.pid");
    if (!pid.empty()) kill(std::stoi(pid), SIGTERM);
  }

  std::string client(int port) const {
    return program("ssh", "#!/bin/sh\nexec /usr/bin/ssh -F none -p " + std::to_string(port) +
                              " -i " + path + "/user -o UserKnownHostsFile=" + path +
                              "/known -o StrictHostKeyChecking=accept-new \"$@\"\n");
  }
  int port() const { return port_; }

 private:
  /// What makes a server that root starts see the user "sshd", which it wants where none is installed.
  std::string with_its_user() const {
    if (getuid() != 0 || getpwnam("sshd") != nullptr) return "";
    folder.write("passwd",
                 whole_file("/etc/passwd") + "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n");
    return "LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_GROUP=/etc/group NSS_WRAPPER_PASSWD=" + path +
           "/passwd ";
  }

  bool starts() {
    folder.write("sshd_config", "Port " + std::to_string(port_) +
                                    "\nListenAddress 127.0.0.1\nHostKey " + path +
                                    "/host\nAuthorizedKeysFile " + path +
                                    "/user.pub\nStrictModes no\nUsePAM no\nPidFile " + path +
                                    "/sshd.pid\nPasswordAuthentication no\n");
    const std::string start =
        with_its_user() + server_ + " -f " + path + "/sshd_config -E " + path + "/sshd.log";
    if (std::system(start.c_str()) != 0) return false;
    for (int i = 0; i < 100 && whole_file(path + "/sshd.pid").empty(); ++i) usleep(20'000);
    return !whole_file(path + "/sshd.pid").empty();
  }

  std::string server_;
  int port_ = 0;
};

TEST_F(SecureShell, ABoardBehindSshIsSearched) {
  client(port());
  const std::string time = program("time.sh", timer);
  const ProgramRun result =
      run("adapt --device ssh:127.0.0.1 --space fbnet --probes 2 --budget-ms 9999 --json"
          " --method random --board-runs 2 --board-command '" +
          time + " {model}'");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json report = json::parse(result.out);
  EXPECT_EQ(report["device"], "ssh:127.0.0.1");
  EXPECT_EQ(report["probes"].size(), 2u);
  EXPECT_GT(report["probes"][0]["latency_ms"], 1000) << "FBNet's files have megabytes";
  EXPECT_EQ(runs_of(time), (2 + 1) * 3);
  for (const fs::directory_entry& left : fs::directory_iterator(folder.path())) {
    EXPECT_FALSE(left.is_directory()) << left.path();
  }
}

TEST_F(SecureShell, ABoardThatDoesNotAnswerIsNamedAndTheSessionGoesOn) {
  client(port());
  const std::string time = program("time.sh", timer), trace = path + "/trace.json";
  const std::string board =
      "--device ssh:127.0.0.1 --board-runs 1 --json --board-command '" + time + " {model}' ";
  const ProgramRun whole = run("adapt --probes 3 --budget-ms 4000 --method random " + board);
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  // After two networks the board's program fails; with the board gone, ssh does.
  program("time.sh", "#!/bin/sh\n[ $(wc -l < \"$0.runs\") -ge 4 ] && exit 1\n" +
                         std::string(timer).substr(10));
  fs::remove(time + ".runs");
  folder.write("time.sh.runs", "");
  EXPECT_EQ(run("adapt --probes 3 --budget-ms 4000 --method random --save " + trace + " " + board)
                .exit_code,
            1);
  EXPECT_EQ(json::parse(whole_file(trace))["probes"].size(), 2u);
  program("time.sh", timer);
  client(1);
  const ProgramRun gone = run("adapt --resume " + trace + " " + board);
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_NE(gone.err.find("ssh did not reach ssh:127.0.0.1"), std::string::npos) << gone.err;
  client(port());
  const ProgramRun resumed = run("adapt --resume " + trace + " " + board);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(json::parse(resumed.out)["probes"], json::parse(whole.out)["probes"]);
}

}  // namespace
}  // namespace tenprobes::native
