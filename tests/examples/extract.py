#!/usr/bin/env python3
"""Makes a translation unit of the examples in a room's headers, so that they must compile.

    extract.py ROOT FOLDER OUT        e.g. extract.py . core/devices build/examples/devices.cpp

A header's example is the first indented block of its opening comment, if it has a semicolon. It
becomes the body of a function in the header's namespace. What it does not declare itself is
declared in tests/examples: in common.h, or in FOLDER's devices.h in the namespace
tenprobes::devices::examples, for the headers of its folder cells in ...::examples::in_cells, and for
the header fit.h alone in ...::fit_h. Three dots
stand for a value (`= ...;`), for a body (`{ ... }`, or ` ...` at a line's end) and for nothing else.
"""
import re
import sys
from pathlib import Path


def example_of(text):
    """The number of the example's first line, from 1, and its lines; None without one."""
    block, begin = [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("//   "):
            begin = begin or number
            block.append(line[5:])
        elif block or not line.startswith("//"):
            break
    return (begin, block) if any(";" in line for line in block) else None


def code_of(line):
    line = re.sub(r"\s+// .*$|^// .*$", "", line)
    line = re.sub(r"= \.\.\.;", "= anything;", line)
    line = re.sub(r"\{ \.\.\. \}", "{}", line)
    return re.sub(r"(?<=\)) \.\.\.$", " {}", line)


def function_of(path, name, folder):
    text = path.read_text(encoding="utf-8")
    found = example_of(text)
    space = re.search(r"^namespace (tenprobes[\w:]*)", text, re.MULTILINE)
    if not found or not space:
        return ""
    begin, lines = found
    body = "\n".join(code_of(line) for line in lines)
    own = Path(name).relative_to(folder)
    places = [space[1], "examples", *(f"in_{part}" for part in own.parent.parts), f"{own.stem}_h"]
    return (f"namespace {'::'.join(places)} {{\n"
            f"using namespace tenprobes::examples;\nvoid example() {{\n"
            f'#line {begin} "{name}"\n{body}\n}}\n}}\n')


def main(root, folder, out):
    headers = sorted((root / folder).rglob("*.h"))
    names = {header: header.relative_to(root).as_posix() for header in headers}
    includes = "".join(f'#include "{name}"\n' for name in names.values())
    for prelude in ("common", Path(folder).name):
        if (root / f"tests/examples/{prelude}.h").exists():
            includes += f'#include "tests/examples/{prelude}.h"\n'
    functions = "\n".join(filter(None, (function_of(path, name, folder) for path, name in names.items())))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(includes + "\n" + functions, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
