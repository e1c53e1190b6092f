// A catalogue of one's own, for real: networks that `tenprobes export` wrote, timed by onnxruntime
// in the loop, and the answer compared with all of them measured.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program } from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const timer = join(here, '../../assets/examples/time_onnx.mjs');
const count = 60, probes = 10;

describe('A catalogue of ONNX files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenprobes-catalogue-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Run where onnxruntime is installed. */
  const run = (command, ...options) => execFileSync(
      command, options, { cwd: here, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] });
  /** Briefly, for this test is of the loop and not of the figures; by code that is compiled once, so
   * that a process that times one network finds what a process that times all of them does. */
  const timing = ['node', '--liftoff-only', timer, '--seconds', '0.05', folder];
  const timed = (names) => run(...timing, ...names).trim().split('\n').map(
      (line) => JSON.parse(line).latency_ms);

  test(`${probes} probes of ${count} networks find nearly the best that fits`, (t) => {
    // Estimated accuracies are what these networks are known for beforehand.
    const table = run(program, 'table', '--accuracy', 'estimate').trim().split('\n');
    const column = table[0].split(',').indexOf('accuracy');
    assert.ok(column > 0, table[0]);
    const rows = ['# quality: estimated CIFAR-10 accuracy, %', 'name,quality,mmacs,size_mb'];
    const names = [], accuracy = new Map();
    for (let i = 0; i < count; ++i) {
      const index = i * 260 + 7, name = `network_${index}`;
      const file = join(folder, name + '.onnx');
      const report = JSON.parse(
          run(program, 'export', '--json', '--index', String(index), '--out', file));
      const value = Number(table[1 + index].split(',')[column]);
      assert.ok(value > 0 && value <= 100, table[1 + index]);
      rows.push([name, value, report.macs / 1e6, statSync(file).size / 1e6].join(','));
      names.push(name);
      accuracy.set(name, value);
    }
    const csv = join(folder, 'mine.csv');
    writeFileSync(csv, rows.join('\n') + '\n');

    // A budget that about half of them meet.
    const before = timed(names);
    const budget = before.slice().sort((a, b) => a - b)[count / 2];
    const session = JSON.parse(run(
        program, 'adapt', '--json', '--space', csv, '--method', 'belief', '--probes',
        String(probes), '--budget-ms', String(budget), '--device',
        `cmd:${timing.join(' ')}`));
    assert.equal(session.space, 'mine');
    assert.equal(session.probes.length, probes);
    assert.ok(names.includes(session.recommended.architecture));
    assert.ok(session.recommended.latency_ms <= budget);
    assert.equal(session.recommended.quality, accuracy.get(session.recommended.architecture));

    // Against all of them measured, before the session and after it: this machine's timings vary,
    // so the best is looked for among those that fit twice, with a tenth to spare.
    const after = timed(names);
    const slower = new Map(names.map((name, i) => [name, Math.max(before[i], after[i])]));
    const best = Math.max(...names.filter((name) => slower.get(name) <= 0.9 * budget)
                              .map((name) => accuracy.get(name)));
    assert.ok(best > 50, 'half of them fit');
    const lost = best - session.recommended.quality;
    t.diagnostic(`budget ${budget.toFixed(2)} ms, ${lost.toFixed(2)} points below the best of all`);
    assert.ok(lost <= 2, `${lost} points below the best that fits`);
  });
});
