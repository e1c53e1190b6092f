// Search spaces beside the cells: FBNet's layers, pretrained models, and files dropped on the page.
// Chosen by keyboard, ten probes watched, the same ones as the command line's, a network of one's
// own, and all of it in a link.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { data, drop, openPage, picture, program, until } from './browser.mjs';

const measured = join(data, 'help/fbnet');
const predictor = join(data, 'ofa/acc_predictor.pth');
const withoutPredictor = existsSync(predictor) ? false : `no accuracy predictor in ${predictor}`;
const withoutMeasured = existsSync(measured) ? false : `no benchmark data in ${measured}`;

/** A catalogue of 40 networks, and a device that runs the odd ones slowly. */
const names = Array.from({ length: 40 }, (_, i) => `net${i + 1}`);
const catalogue = '# title: Mine\n# quality: top-1 of mine, %\nname,quality,mmacs\n' +
    names.map((name, i) => `${name},${50 + i},${10 * (i + 1)}\n`).join('');
const latencies = 'name,latency_ms\n' + names.map((name, i) => `${name},${(i + 1) * (i % 2 ? 1 : 3)}\n`).join('');

describe('search spaces', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 1440, height: 900, fragment: '#v=1&play=0&speed=20&rivals=random&method=belief' });
    page = opened.page;
  });
  after(() => opened?.close());

  const state = () => page.evaluate(() => tenprobes.state());
  const act = (action) => page.evaluate((a) => tenprobes.act(a), action);
  const set = (settings) => page.evaluate((s) => tenprobes.set(s), settings);

  test('FBNet is chosen by keyboard and plays ten probes to a network that fits', async () => {
    await page.locator('#canvas').focus();
    const key = async (name) => {
      await page.keyboard.down(name);
      await page.waitForTimeout(150);
      await page.keyboard.up(name);
    };
    await key('f');
    await until(page, (now) => now.settings.space === 'fbnet');
    assert.equal((await state()).probes.length, 0);
    await key(' ');
    await until(page, (now) => now.finished && now.race.every((lane) => lane.sessions > 0));
    const now = await state();
    assert.equal(now.probes.length, 10);
    assert.ok(now.recommended.feasible && now.recommended.latency_ms <= now.budget_ms);
    assert.ok(now.regret.at(-1) < now.race.find((lane) => lane.method === 'random').mean_regret.at(-1));
    assert.ok(now.recommended.quality <= now.known_best.quality * 1.02);
    assert.equal(now.predicted[0], null);
    assert.ok(now.predicted[9].low_ms < now.predicted[9].high_ms);
    await picture(page, 'fbnet-world');
  });

  test('what is maximised is chosen: scores that come with FBNet', async () => {
    const request = { space: 'fbnet', device: 'fpga', quality: 'training-free', method: 'belief', probes: 5,
                      budgetQuantile: 0.3, seed: 3 };
    const web = await page.evaluate((r) => tenprobes.adapt(r), request);
    const native = JSON.parse(execFileSync(program, ['adapt', '--json', '--space', 'fbnet', '--device', 'fpga',
        '--quality', 'training-free', '--method', 'belief', '--probes', '5', '--budget-quantile', '0.3', '--seed', '3']));
    assert.deepEqual(web.probes, native.probes);
    assert.equal(web.quality, native.quality);
    await set({ space: 'fbnet', quality: 'training-free' });
    assert.equal((await state()).settings.quality, 'training-free');
    await picture(page, 'fbnet-quality');
    await set({ quality: 'own' });
    await assert.rejects(set({ quality: 'beauty' }), /'beauty' is no quality of FBNet .*expected own, macs, training-free/);
  });

  test("what is maximised is chosen: Once-for-All's own predictor", { skip: withoutPredictor }, async () => {
    await set({ space: 'ofa-mobilenetv3', device: 'synthetic:2' });
    await page.evaluate(`(async (text) => tenprobes.loadDevice(
        Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer, 'acc_predictor.pth'))(${
        JSON.stringify(readFileSync(predictor).toString('base64'))})`);
    assert.equal((await state()).settings.quality, 'accuracy');
    const web = await page.evaluate(() => tenprobes.adapt({ method: 'belief', probes: 4, budgetQuantile: 0.3, seed: 2 }));
    const native = JSON.parse(execFileSync(program, ['adapt', '--json', '--space', 'ofa-mobilenetv3', '--device', 'synthetic:2',
        '--quality', predictor, '--method', 'belief', '--probes', '4', '--budget-quantile', '0.3', '--seed', '2']));
    assert.deepEqual(web.probes, native.probes);
    assert.equal(web.quality, 'predicted accuracy, % (acc_predictor.pth)');
    await picture(page, 'ofa-predicted');
    await set({ space: 'fbnet' });
    assert.equal((await state()).settings.quality, 'own');
  });

  for (const [space, device] of [['fbnet', 'fpga'], ['imagenet-pretrained', null]]) {
    test(`${space}: the same probes as the command line`, async () => {
      await set({ space, seed: 3, probes: 6, budget: 0.3, method: 'belief', ...(device ? { device } : {}) });
      await until(page, (now) => now.finished && now.probes.length === 6);
      const now = await state();
      const native = JSON.parse(execFileSync(program, ['adapt', '--json', '--space', space, '--device', now.device.name,
                                                       '--method', 'belief', '--seed', '3', '--probes', '6',
                                                       '--budget-quantile', '0.3']));
      assert.deepEqual(now.probes.map((probe) => probe.architecture), native.probes.map((probe) => probe.architecture));
      now.probes.forEach((probe, i) => assert.ok(Math.abs(probe.latency_ms / native.probes[i].latency_ms - 1) < 1e-9));
      const web = await page.evaluate((request) => tenprobes.adapt(request),
                                      { space, device: now.device.name, method: 'belief', seed: 3, probes: 6, budgetQuantile: 0.3 });
      assert.deepEqual(web.probes.map((probe) => probe.architecture), native.probes.map((probe) => probe.architecture));
    });
  }

  test('shows real names of pretrained models', async () => {
    const now = await state();
    assert.match(now.recommended.architecture, /@\d+$/);
    assert.match(now.space.quality, /top-1/);
    await picture(page, 'pretrained-world');
    await set({ panel: 'cell' });
    await picture(page, 'pretrained-models');
    await set({ panel: 'predict' });
    await until(page, (later) => later.prediction?.srcc > 0.8);
    await set({ panel: 'devices' });
    await picture(page, 'pretrained-devices');
    await set({ panel: 'world' });
  });

  test('a network of layers is built and probed, and a link restores it all', async () => {
    await set({ space: 'fbnet' });
    await act({ do: 'edit', layer: 0, operation: 8 });
    await act({ do: 'edit', layer: 21, operation: 7 });
    await act({ do: 'probe' });
    await until(page, (now) => now.finished);
    const before = await state();
    assert.match(before.network.architecture, /^skip\|.*\|k5_e6$/);
    assert.equal(before.person[0].architecture, before.network.architecture);
    const link = await page.evaluate(() => tenprobes.share());
    const other = await opened.browser.newPage();
    await other.goto(link);
    await other.evaluate(() => tenprobes.ready);
    await until(other, (now) => now.finished);
    const after = await other.evaluate(() => tenprobes.state());
    await other.close();
    for (const member of ['settings', 'probes', 'person', 'recommended', 'network']) {
      assert.deepEqual(after[member], before[member], member);
    }
  });

  test('a session of FBNet is saved and opened again', async () => {
    const before = await state();
    const waiting = page.waitForEvent('download');
    await act({ do: 'save-session' });
    const file = readFileSync(await (await waiting).path(), 'utf8');
    await set({ space: 'nas-bench-201', seed: 9, probes: 4 });
    await page.evaluate((t) => tenprobes.loadDevice(t, 'session.json'), file);
    const after = await state();
    for (const member of ['device', 'budget_ms', 'probes', 'person', 'recommended', 'regret', 'network']) {
      assert.deepEqual(after[member], before[member], member);
    }
    await page.waitForFunction(() =>
      /is here again, after 6 of 6 probes/.test(document.getElementById('announcement').textContent));
    const words = await page.locator('#in-words').textContent();
    assert.match(words, /Search space FBNet/);
    assert.match(words, /Your network: skip\|/);
  });

  test("HELP's lists of networks and latencies become a twin, in either order", { skip: withoutMeasured }, async () => {
    const load = (path) => page.evaluate(
      ([text, name]) => tenprobes.loadDevice(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer, name),
      [readFileSync(join(measured, path)).toString('base64'), path.split('/').at(-1)]);
    await load('latency/gold_6240.pt');
    assert.notEqual((await state()).settings.device, 'gold_6240-2');
    await load('arch.pt');
    await until(page, (now) => now.settings.device === 'gold_6240-2');
    assert.equal((await state()).device.kind, 'twin');
  });

  test('a dropped catalogue is a space, and a dropped list of latencies a device of it', async () => {
    await drop(page, 'mine.csv', catalogue);
    await until(page, (now) => now.settings.space === 'mine' && now.space.size === 40);
    await page.evaluate((text) => tenprobes.loadDevice(text, 'board.csv'), latencies);
    await set({ probes: 8, budget: 0.5, method: 'belief', play: true });
    await until(page, (now) => now.finished && now.probes.length === 8);
    const now = await state();
    assert.equal(now.settings.device, 'board');
    assert.ok(now.recommended.feasible);
    assert.match(now.recommended.architecture, /^net\d+$/);
    await picture(page, 'own-catalogue');
  });

  test('loadSpace takes a text or bytes, and refuses what is neither in a sentence', async () => {
    await page.evaluate((text) => tenprobes.loadSpace(new TextEncoder().encode(text).buffer, 'again.csv'), catalogue);
    assert.equal((await state()).space.name, 'again');
    const layered = { format: 'tenprobes-space', version: 1, name: 'tiny', title: 'Tiny',
                      units: { macs: 1e6, activations: 1e6, parameters: 1e6 }, kinds: { dense: 'dense' },
                      fixed: [['dense', 0.4, 0.02, 0.0004, 2, 32]],
                      shapes: { a: { small: [['dense', 0.2, 0.03, 0.0003, 2, 32]],
                                     large: [['dense', 0.9, 0.06, 0.0013, 2, 32]], skip: [] } },
                      positions: ['a', 'a', 'a'], quality: { kind: 'macs' } };
    await page.evaluate((space) => tenprobes.loadSpace(space), layered);
    assert.equal((await state()).space.size, 27);
    for (const bad of ['name,quality\n', '{"format": "tenprobes-space"}', 'hello']) {
      await assert.rejects(page.evaluate((text) => tenprobes.loadSpace(text), bad), /.{15,}/);
    }
    assert.equal((await state()).space.size, 27);
  });

  test('a lesson and a link go back to the cells', async () => {
    await page.evaluate(() => tenprobes.lesson('devices-disagree'));
    assert.equal((await state()).settings.space, 'nas-bench-201');
    await act({ do: 'stop' });
    await set({ space: 'fbnet', theme: 'dark', panel: 'cell' });
    await picture(page, 'fbnet-layers-dark');
    assert.deepEqual(opened.faults, []);
  });
});
