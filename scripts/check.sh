#!/usr/bin/env bash
# How the code is written: clang-format on every file, clang-tidy (with .clang-tidy) on those that
# changed, or on the ones named. Exits 1 where something is to be mended.
#
#   scripts/check.sh                   files changed since the last commit and by it
#   scripts/check.sh FILE...           these .cpp files
#   scripts/check.sh --all             every .cpp file: about three seconds of a processor each
#   scripts/check.sh --thorough ...    Clang's static analyser too: five times as long
#
# A file found clean is not looked at again until it, or a header of ours that it includes, changes.
# clang-tidy reads Clang's database of compile commands, in build/tidy; nothing is built for it.
set -uo pipefail
usage=$(sed -n '5,8s/^# *//p' "$0")
cd "$(dirname "$0")/.."

checks='' all=''
while [[ ${1:-} == --* ]]; do
  case $1 in
    --thorough) checks=',clang-analyzer-*' ;;
    --all) all=1 ;;
    *) printf '%s\n' "$usage" >&2; exit 2 ;;
  esac
  shift
done

echo "== clang-format"
git ls-files -z '*.h' '*.cpp' | xargs -0 clang-format --dry-run -Werror || exit 1

if [[ $# -gt 0 ]]; then
  files=("$@")
elif [[ $all ]]; then
  mapfile -t files < <(git ls-files 'core/*.cpp' 'native/*.cpp' 'web/*.cpp' 'tests/*.cpp')
else
  mapfile -t files < <({ git diff --name-only HEAD; git diff --name-only HEAD~1 HEAD; } 2> /dev/null |
    sort -u | grep '\.cpp$')
fi

database=build/tidy
mkdir -p $database/clean
cmake -S . -B $database -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
  > $database.log || { cat $database.log >&2; exit 1; }

# Names a file's stamp: a hash of it, of the headers of ours that it includes, and of the checks.
# Files that are not compiled here (the page's entries) have none and are left out.
stamps() {
  python3 - "$checks" "$@" << 'PYTHON'
import functools, hashlib, json, pathlib, re, sys
compiled = {entry["file"] for entry in json.load(open("build/tidy/compile_commands.json"))}
@functools.cache
def read(path):
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except OSError:
        return "", ()
    return text, tuple(re.findall(r'^#include "([^"]+)"', text, re.MULTILINE))
def together(path, seen):
    if path not in seen:
        seen[path] = read(path)[0]
        for header in read(path)[1]:
            together(header, seen)
    return seen
settings = sys.argv[1] + read(".clang-tidy")[0]
for path in sys.argv[2:]:
    if str(pathlib.Path(path).resolve()) in compiled:
        content = settings + "".join(together(path, {}).values())
        print(hashlib.sha256(content.encode()).hexdigest(), path)
PYTHON
}

tidy() { # stamp file
  local stamp=build/tidy/clean/$1
  [[ -e $stamp ]] && return
  clang-tidy -p build/tidy --quiet --warnings-as-errors='*' --checks="$checks" "$2" 2> /dev/null &&
    touch "$stamp"
}
export -f tidy
export checks

echo "== clang-tidy, ${#files[@]} files"
[[ ${#files[@]} == 0 ]] && exit
stamps "${files[@]}" | xargs -r -P "$(nproc)" -L 1 bash -c 'tidy "$@"' tidy || exit 1
