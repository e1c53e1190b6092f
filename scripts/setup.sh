#!/usr/bin/env bash
# Installs what building and testing need; safe to run again (does nothing then, within a second).
#
#   scripts/setup.sh          everything: page, command line, window, tests
#   scripts/setup.sh page     only what the page needs to be built and served
#
# Debian 12 or later. Elsewhere, install the like by hand and point TENPROBES_IMGUI_DIR at a checkout
# of Dear ImGui, tag v1.90.1.
set -euo pipefail
cd "$(dirname "$0")/.."

imgui_version=1.90.1
imgui_archive_sha256=ecce377df0f90b292f15dcbd83d438bddc162b2388c881132bde18c787572a1c
imgui_suite=trixie  # the Debian release whose source package has that version

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [[ ${#missing[@]} == 0 ]] && return
  echo "Installing ${missing[*]}" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >&2
}

# Fails unless `$1 --version` says at least version $2.
require_version() {
  local found
  found=$("$1" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -1)
  if ! printf '%s\n%s\n' "$2" "$found" | sort -V -C; then
    echo "setup.sh: $1 is version $found, and at least $2 is needed" >&2
    exit 1
  fi
}

# One deb-src line for $imgui_suite from the mirror that this machine already uses.
source_line() {
  local files=(/etc/apt/sources.list.d/*.sources)
  if [[ -e ${files[0]} ]]; then
    awk -v RS= -v suite="$imgui_suite" '
      /Types:[^\n]*deb/ && !/URIs:[^\n]*security/ && /debian/ {
        uri = ""; key = ""
        count = split($0, lines, "\n")
        for (i = 1; i <= count; i++) {
          if (lines[i] ~ /^URIs:/) { split(lines[i], part, " "); uri = part[2] }
          if (lines[i] ~ /^Signed-By: *\//) { split(lines[i], part, " "); key = part[2] }
        }
        print "deb-src " (key ? "[signed-by=" key "] " : "") uri " " suite " main"
      }' "${files[@]}" | head -1
  fi
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
    sed -nE '/security/d; s/^deb +((\[[^]]*\] +)?[^ ]+) .*/deb-src \1 '"$imgui_suite"' main/p' | head -1
}

# Dear ImGui's sources, which Debian's binary packages lack, into the user's cache folder. Private
# apt folders leave the machine's own package lists as they are.
fetch_imgui() {
  local target=${XDG_CACHE_HOME:-$HOME/.cache}/tenprobes/imgui-$imgui_version
  [[ -n ${TENPROBES_IMGUI_DIR:-} || -e $target/imgui.cpp ]] && return
  echo "Fetching the sources of Dear ImGui $imgui_version" >&2
  local options
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work"/lists/partial "$work"/parts "$work"/cache "$work"/source
  source_line | head -1 > "$work"/parts/imgui.list
  options=(-qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work"/parts
    -o Dir::State::lists="$work"/lists -o Dir::Cache="$work"/cache -o APT::Sandbox::User=
    -o Acquire::Languages=none)
  apt-get "${options[@]}" update
  (cd "$work"/source && apt-get "${options[@]}" source --download-only imgui)
  local archive
  archive=$(echo "$work"/source/imgui_*.orig.tar.xz)
  if ! echo "$imgui_archive_sha256  $archive" | sha256sum --check --status; then
    echo "setup.sh: $(basename "$archive") is not the archive of Dear ImGui $imgui_version that is" \
      "expected here; set TENPROBES_IMGUI_DIR to a checkout of its tag v$imgui_version" >&2
    exit 1
  fi
  mkdir -p "$(dirname "$target")"
  tar -xJf "$archive" -C "$work"
  rm -rf "$target.new"
  mv "$work/imgui-$imgui_version" "$target.new"
  mv -T "$target.new" "$target"
}

# The server that tests of ssh: devices run for themselves: unpacked into the user's cache folder, as
# an installed one would serve the machine from then on.
fetch_sshd() {
  local target=${XDG_CACHE_HOME:-$HOME/.cache}/tenprobes/openssh-server
  [[ -x /usr/sbin/sshd || -x $target/usr/sbin/sshd ]] && return
  echo "Unpacking openssh-server" >&2
  mkdir -p "$target"
  as_root apt-get update -qq
  (cd "$target" && apt-get download -qq openssh-server && dpkg-deb -x openssh-server_*.deb . &&
    rm openssh-server_*.deb)
}

page=(emscripten binaryen node-acorn cmake ninja-build ccache libeigen3-dev nlohmann-json3-dev fonts-inter
  node-qrcode-generator python3 python3-fonttools xz-utils ca-certificates)
all=("${page[@]}" g++ libcli11-dev libglfw3-dev libgl-dev libgtest-dev googletest libbenchmark-dev
  chromium firefox-esr webkit2gtk-driver xvfb xauth imagemagick libgl1-mesa-dri zbar-tools
  python3-onnx openssh-client libwrap0 libnss-wrapper dpkg-dev man-db pybind11-dev python3-dev python3-numpy
  python3-optuna python3-matplotlib python3-nbconvert python3-ipykernel libopenmpi-dev openmpi-bin)

case ${1:-all} in
  page) install_packages "${page[@]}" ;;
  all)
    install_packages "${all[@]}"
    command -v npm > /dev/null || install_packages npm
    fetch_sshd
    ;;
  *)
    echo "usage: scripts/setup.sh [all|page]" >&2
    exit 2
    ;;
esac
command -v node > /dev/null || install_packages nodejs
require_version cmake 3.25
require_version emcc 3.1.6
require_version node 18.0
fetch_imgui
if [[ ${1:-all} == all && tests/web/package-lock.json -nt tests/web/node_modules/.package-lock.json ]]
then
  (cd tests/web && npm ci --no-audit --no-fund --ignore-scripts >&2)
fi
