// Splits the app's code: what the first picture needs, and the rest, which joins it later (page.js).
//
//   node split.mjs WHOLE.wasm FIRST.wasm LATER.wasm PATTERNS.txt FOLDER-OF-BINARYEN
//
// WHOLE.wasm has the names of its functions, as --profiling-funcs keeps them; the other two have none.
// PATTERNS.txt: a regular expression a line, # before remarks, of functions that come later. So does what
// only such functions call. A call of a function that is not there yet goes to a placeholder, which the
// importer has to provide (binaryen's wasm-split); LATER.wasm puts its own in their places.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [whole, first, later, patternFile, binaryen] = process.argv.slice(2);
const run = (tool, ...args) =>
    execFileSync(join(binaryen, tool), ['-all', whole, ...args], { encoding: 'utf8', maxBuffer: 1e9 });

const patterns = readFileSync(patternFile, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const comesLater = new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'));

// Binaryen writes names with \28 for ( and the like, and takes them so.
const readable = (name) => name.replace(/\\([0-9a-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

const callers = new Map();  // function -> those that call it by name
const fixed = new Set();    // called otherwise, too: from outside or by an address
for (const line of run('wasm-opt', '--print-call-graph').split('\n')) {
  const call = line.match(/^ *"(.*)" -> "(.*)";/);
  if (call) {
    callers.get(call[2]).add(call[1]);
    continue;
  }
  const node = line.match(/^ *"(.*)" \[style="filled(, rounded)?"(?:, fillcolor="(\w+)")?/);
  if (!node) continue;
  const [, name, byAddress, colour] = node;
  if (!callers.has(name)) callers.set(name, new Set());
  if (byAddress || (colour && colour !== 'white')) fixed.add(name);
}

const moved = new Set([...callers.keys()].filter((name) => comesLater.test(readable(name))));
for (let before = -1; before !== moved.size;) {
  before = moved.size;
  for (const [name, by] of callers) {
    if (!fixed.has(name) && by.size > 0 && [...by].every((caller) => moved.has(caller))) moved.add(name);
  }
}
const unused = patterns.filter((pattern) => ![...moved].some((name) => new RegExp(pattern).test(readable(name))));
if (unused.length > 0) throw new Error(`${patternFile}: no function's name has ${unused.join(', nor ')}`);

writeFileSync(later + '.functions', [...moved].join('\n'));
run('wasm-split', `--split-funcs=@${later}.functions`, '-o1', first, '-o2', later, '--export-prefix=%');
