// Controllers of each kind trained in the page, then used there and opened by the command line. The
// one that starts from nothing is trained until it beats random search.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openPage, picture, program, until } from './browser.mjs';

describe('training in the page', () => {
  let opened, page;
  const folder = mkdtempSync(join(tmpdir(), 'tenprobes-'));
  before(async () => {
    opened = await openPage({ width: 900, height: 600, fragment: '#v=1&play=0&panel=train&rivals=none' });
    page = opened.page;
  });
  after(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true });
  });

  const act = (action) => page.evaluate((a) => tenprobes.act(a), action);
  const training = async () => (await page.evaluate(() => tenprobes.state())).training;

  /** Takes what was trained so far to work in the page, and the saved file to the command line. */
  const usedHereAndThere = async (name) => {
    await act({ do: 'stop-training' });
    await act({ do: 'use-training' });
    const request = { device: 'pixel3', probes: 10, budgetQuantile: 0.25, method: 'controller', seed: 2 };
    const web = await page.evaluate((r) => tenprobes.adapt(r), request);
    const download = page.waitForEvent('download');
    await act({ do: 'save-training' });
    const weights = join(folder, name + '.safetensors');
    await (await download).saveAs(weights);
    const native = JSON.parse(execFileSync(
      program, ['adapt', '--json', '--device', 'pixel3', '--probes', '10', '--budget-quantile', '0.25',
                '--seed', '2', '--weights', weights]));
    assert.equal(web.probes.length, 10);
    assert.deepEqual(web.probes, native.probes);
    assert.equal(web.recommended.index, native.recommended.index);
    assert.deepEqual(opened.faults, []);
  };

  test('from nothing, until it beats random search', async () => {
    await act({ do: 'train', steps: 5000000, seed: 1 });
    await until(page, ({ training: { curve, random_quality } }) =>
      curve.length > 0 && random_quality > 0 && curve.at(-1).quality > random_quality + 5);
    const now = await training();
    assert.ok(now.running && now.kind === 'edit' && now.steps_per_second > 1000);
    assert.ok(now.start_quality < now.curve.at(-1).quality, 'it has improved on its start');
    await picture(page, 'training');
    await usedHereAndThere('edit');
  });

  test('the kind that the page opens with: good from its first round', async () => {
    await act({ do: 'train', kind: 'acquisition', steps: 5000, seed: 1 });
    await until(page, (state) => state.training.curve.length >= 2);
    const now = await training();
    assert.equal(now.kind, 'acquisition');
    assert.ok(now.curve.every((point) => point.quality > now.random_quality + 15), JSON.stringify(now));
    // Its start is good already, and the page shows how good: in the first round they are one.
    assert.ok(Math.abs(now.start_quality - now.curve[0].quality) < 5, JSON.stringify(now));
    await usedHereAndThere('acquisition');
  });

  test('a kind that is not one is refused in a sentence', async () => {
    await assert.rejects(act({ do: 'train', kind: 'oracle', steps: 5000, seed: 1 }),
                         /expected one of edit, acquisition/);
  });
});
