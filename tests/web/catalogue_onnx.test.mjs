// A catalogue of one's own, for real: networks that `tenprobes export` wrote, timed by onnxruntime
// in the loop, and the answer compared with all of them measured.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program } from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const timer = join(here, '../../assets/examples/time_onnx.mjs');
const count = 60, probes = 10;

describe('A catalogue of ONNX files', () => {
  let folder;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'tenprobes-catalogue-')); });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Run where onnxruntime is installed. */
  const run = (command, ...options) => execFileSync(
      command, options, { cwd: here, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] });
  const timed = (name) => JSON.parse(
      run('node', timer, '--seconds', '0.3', folder, name)).latency_ms;

  test(`${probes} probes of ${count} networks find nearly the best that fits`, { skip: "to be mended: takes minutes" }, (t) => {
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
    const sample = names.filter((_, i) => i % 6 === 0).map(timed).sort((a, b) => a - b);
    const budget = sample[sample.length / 2];
    const session = JSON.parse(run(
        program, 'adapt', '--json', '--space', csv, '--method', 'belief', '--probes',
        String(probes), '--budget-ms', String(budget), '--device',
        `cmd:node ${timer} --seconds 0.3 ${folder}`));
    assert.equal(session.space, 'mine');
    assert.equal(session.probes.length, probes);
    assert.ok(names.includes(session.recommended.architecture));
    assert.ok(session.recommended.latency_ms <= budget);
    assert.equal(session.recommended.quality, accuracy.get(session.recommended.architecture));

    // Against all of them measured: this machine's timings vary, so the best is looked for among
    // those that fit with a tenth to spare.
    const latency = new Map(names.map((name) => [name, timed(name)]));
    const best = Math.max(...names.filter((name) => latency.get(name) <= 0.9 * budget)
                              .map((name) => accuracy.get(name)));
    const lost = best - session.recommended.quality;
    t.diagnostic(`budget ${budget.toFixed(2)} ms, ${lost.toFixed(2)} points below the best of all`);
    assert.ok(lost <= 2, `${lost} points below the best that fits`);
  });
});
