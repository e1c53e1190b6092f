// FBNet, the second search space: chosen by keyboard, ten probes watched, the same ones as the
// command line's, a network of one's own, and all of it in a link.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { data, openPage, picture, program, until } from './browser.mjs';

const measured = join(data, 'help/fbnet');
const withoutMeasured = existsSync(measured) ? false : `no benchmark data in ${measured}`;

describe('FBNet', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 1440, height: 900, fragment: '#v=1&play=0&speed=20&rivals=none' });
    page = opened.page;
  });
  after(() => opened?.close());

  const state = () => page.evaluate(() => tenprobes.state());
  const act = (action) => page.evaluate((a) => tenprobes.act(a), action);

  test('is chosen by keyboard and plays ten probes to a network that fits', async () => {
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
    await until(page, (now) => now.finished);
    const now = await state();
    assert.equal(now.probes.length, 10);
    assert.ok(now.recommended.feasible && now.recommended.latency_ms <= now.budget_ms);
    assert.ok(now.regret.at(-1) < now.race.find((lane) => lane.method === 'random').mean_regret.at(-1));
    assert.ok(now.recommended.quality <= now.fbnet.reference.quality * 1.02);
    assert.equal(now.probes[0].foretold, null);
    assert.ok(now.probes[9].foretold.low_ms < now.probes[9].foretold.high_ms);
    assert.equal(now.fbnet.believed_costs_ms.length, 22);
  });

  test('makes the same probes as the command line', async () => {
    await page.evaluate(() => tenprobes.set({ fbnet_device: 'synthetic:7', seed: 3, probes: 6, budget: 0.3 }));
    await until(page, (now) => now.finished && now.probes.length === 6);
    const native = JSON.parse(execFileSync(program, ['fbnet', '--json', '--device', 'synthetic:7', '--seed', '3',
                                                     '--probes', '6', '--budget-quantile', '0.3']));
    const now = await state();
    const shown = now.probes.map(({ foretold, ...probe }) => probe);
    assert.deepEqual(shown.map((probe) => probe.architecture), native.probes.map((probe) => probe.architecture));
    shown.forEach((probe, i) => {
      assert.ok(Math.abs(probe.latency_ms / native.probes[i].latency_ms - 1) < 1e-12);
    });
    assert.equal(now.fbnet.reference.architecture, native.known_best.architecture);
  });

  test('a person builds a network and probes it, and a link restores it all', async () => {
    await act({ do: 'edit', layer: 0, operation: 8 });
    await act({ do: 'edit', layer: 21, operation: 7 });
    await act({ do: 'probe' });
    const before = await state();
    assert.match(before.fbnet.network.architecture, /^skip\|.*\|k5_e6$/);
    assert.equal(before.person.length, 1);
    assert.equal(before.person[0].architecture, before.fbnet.network.architecture);
    const link = await page.evaluate(() => tenprobes.share());
    const other = await opened.browser.newPage();
    await other.goto(link);
    await other.evaluate(() => tenprobes.ready);
    await until(other, (now) => now.finished);
    const after = await other.evaluate(() => tenprobes.state());
    await other.close();
    assert.deepEqual(after.settings, before.settings);
    assert.deepEqual(after.probes, before.probes);
    assert.deepEqual(after.recommended, before.recommended);
    assert.equal(after.fbnet.network.architecture, before.fbnet.network.architecture);
  });

  test('a session saved here, or made by the command line, is opened again', async () => {
    const before = await state();
    const waiting = page.waitForEvent('download');
    await act({ do: 'save-session' });
    const file = readFileSync(await (await waiting).path(), 'utf8');
    const open = (text) => page.evaluate((t) => tenprobes.loadDevice(t, 'session.json'), text);
    await page.evaluate(() => tenprobes.set({ space: 'nas-bench-201', seed: 9, probes: 4 }));
    await open(file);
    const after = await state();
    for (const member of ['settings', 'device', 'budget_ms', 'probes', 'recommended', 'regret', 'fbnet']) {
      assert.deepEqual(after[member], before[member], member);
    }
    assert.deepEqual(after.person.map(({ foretold, ...probe }) => probe),
                     before.person.map(({ foretold, ...probe }) => probe));

    const native = execFileSync(program, ['fbnet', '--json', '--device', 'synthetic:11', '--probes', '8'], { encoding: 'utf8' });
    await open(native);
    assert.equal((await state()).settings.fbnet_device, 'synthetic:11');
    assert.equal((await state()).probes.length, 8);
    await open(file);
  });

  test('says in words what it shows', async () => {
    assert.match(await page.locator('#announcement').textContent(), /is here again, after 6 of 6 probes/);
    const words = await page.locator('#in-words').textContent();
    assert.match(words, /Search space FBNet/);
    assert.match(words, /Your network: skip\|/);
    assert.equal(await page.locator('#in-words table').first().locator('tbody tr').count(), 6);
  });

  test('predicts random networks from the probes alone, live', async () => {
    await page.evaluate(() => tenprobes.set({ panel: 'predict' }));
    await until(page, (now) => now.prediction?.curves.bayes.length === now.probes.length);
    const { prediction } = await state();
    assert.ok(prediction.srcc > 0.85, `${prediction.srcc}`);
    assert.deepEqual(Object.keys(prediction.curves), ['bayes', 'layerwise', 'macs']);
    await picture(page, 'fbnet-predict');
  });

  test('offers twins of real devices', async () => {
    const devices = JSON.parse(execFileSync(program, ['devices', 'list', '--space', 'fbnet', '--json'])).devices;
    assert.equal(devices.length, 16);
    for (const { name, r2 } of devices) {
      await page.evaluate((device) => tenprobes.set({ fbnet_device: device, play: false }), name);
      const { device, settings } = await state();
      assert.deepEqual([device.name, device.kind, device.r2, settings.fbnet_device], [name, 'twin', r2, name]);
    }
  });

  test('a dropped list of latencies becomes a device, once its networks are known',
       { skip: withoutMeasured }, async () => {
    const load = (path) => page.evaluate(
      ([text, name]) => tenprobes.loadDevice(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer, name),
      [readFileSync(join(measured, path)).toString('base64'), path.split('/').at(-1)]);
    await load('latency/gold_6240.pt');
    assert.notEqual((await state()).settings.fbnet_device, 'gold_6240-2');
    await load('arch.pt');
    await page.evaluate(() => tenprobes.set({ play: true }));
    await until(page, (now) => now.settings.fbnet_device === 'gold_6240-2' && now.finished);
    const now = await state();
    assert.equal(now.device.kind, 'twin');
    assert.ok(now.device.r2 > 0.5 && now.recommended);
  });

  test('a lesson and a link go back to the cells', async () => {
    await page.evaluate(() => tenprobes.lesson('devices-disagree'));
    assert.equal((await state()).settings.space, 'nas-bench-201');
    await act({ do: 'stop' });
    await page.evaluate(() => tenprobes.set({ space: 'fbnet', theme: 'dark', panel: 'world' }));
    await picture(page, 'fbnet-dark');
    assert.deepEqual(opened.faults, []);
  });
});
