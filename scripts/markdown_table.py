#!/usr/bin/env python3
"""Makes a Markdown table of one list in a JSON document, for scripts/report.sh.

    tenprobes bench ... --json | markdown_table.py summary method probes feasible=100% quality_regret=.2

A column is a member's name and, behind =, how its numbers are written: .2 (decimals) or 100% (a
share as percent); dots lead into objects. A member with _low and _high beside it is written with its
interval, where that has a width. A path with dots leads into objects: `held_out.cifar10` lists that
object's members, each under "name". Columns that no row has are left out. A matrix has the document's
"names" at both sides, and no columns are named for it.
"""
import json
import sys


def rows_of(document, path):
    whole = document
    for step in path.split("."):
        document = document[int(step) if step.isdigit() else step]
    if isinstance(document, list) and document and isinstance(document[0], list):
        return [{"name": name, **dict(zip(whole["names"], row))}
                for name, row in zip(whole["names"], document)]
    if isinstance(document, dict):
        return [{"name": key, **(value if isinstance(value, dict) else {"value": value})}
                for key, value in document.items()]
    return document


def written(value, how):
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).replace("|", "\\|")
    if how == "100%":
        return f"{100 * value:.4g} %"
    return f"{value:{how}f}" if how else f"{value:g}"


def member(row, key):
    for step in key.split("."):
        row = row.get(step) if row else None
    return row


def cell(row, key, how):
    text = written(member(row, key), how)
    low, high = (written(member(row, key + end), how) for end in ("_low", "_high"))
    return text if "–" in (low, high) or low == high else f"{text} [{low}, {high}]"


def main(path, columns):
    rows = rows_of(json.load(sys.stdin), path)
    columns = columns or ["name"] + [key + "=.2" for key in rows[0] if key != "name"]
    columns = [tuple((column + "=").split("=")[:2]) for column in columns]
    columns = [(key, how) for key, how in columns
               if any(member(row, key) is not None for row in rows)]
    print("| " + " | ".join(key.split(".")[-1].replace("_", " ") for key, _ in columns) + " |")
    print("| " + " | ".join("---" for _ in columns) + " |")
    for row in rows:
        print("| " + " | ".join(cell(row, key, how) for key, how in columns) + " |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
