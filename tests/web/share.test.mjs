// What is shared and kept: links, classroom links, files; and the keyboard, which operates it all.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openPage, screenshots, until } from './browser.mjs';

describe('share and keep', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 1000, height: 640, fragment: '#v=1&speed=20&rivals=none' });
    page = opened.page;
    await until(page, (state) => state.finished);
  });
  after(() => opened?.close());

  const state = () => page.evaluate(() => tenprobes.state());
  const saved = async (action) => {
    const download = page.waitForEvent('download');
    await page.evaluate((name) => tenprobes.act({ do: name }), action);
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };

  test('a link restores device, seed, budget, method, panel, theme and what is hidden', async () => {
    const wanted = { device: 'pixel3', seed: 31, budget: 0.4, method: 'bayes', probes: 6, panel: 'devices',
                     theme: 'dark', hide: 'seed,learn', log: false, speed: 20 };
    await page.evaluate((settings) => tenprobes.set(settings), wanted);
    await until(page, (now) => now.finished);
    for (const index of [12, 873]) await page.evaluate((i) => tenprobes.act({ do: 'probe', index: i }), index);
    await page.evaluate(() => tenprobes.act({ do: 'cell', index: 77 }));
    const link = await page.evaluate(() => tenprobes.share());
    const before = await state();
    for (const [key, value] of Object.entries(wanted)) assert.equal(before.settings[key], value, key);
    assert.deepEqual(before.person.map((probe) => probe.index), [12, 873]);
    const other = await opened.browser.newPage();
    await other.goto(link);
    await other.evaluate(() => tenprobes.complete);
    await until(other, (now) => now.finished);
    const after = await other.evaluate(() => tenprobes.state());
    await other.close();
    assert.deepEqual(after.settings, before.settings);
    assert.deepEqual(after.probes, before.probes);
    assert.deepEqual(after.person, before.person);
    assert.equal(after.cell, before.cell);
    assert.deepEqual(after.recommended, before.recommended);
  });

  test('a malformed link says so and opens the default', async () => {
    const other = await opened.browser.newPage();
    for (const fragment of ['#v=1&panel=attic', '#v=1&hide=everything', '#v=1&hide=none,seed', '#v=1&device=%00',
                            '#v=1&yours=1,', '#v=1&probes=1&yours=1,2', '#v=1&lesson=none-such&step=2', '#nonsense']) {
      await other.goto('about:blank');
      await other.goto(opened.address + fragment);
      await other.evaluate(() => tenprobes.ready);
      const now = await other.evaluate(() => tenprobes.state());
      assert.ok(now.message.length > 15, fragment);
      assert.equal(now.settings.panel, 'world');
      assert.equal(now.settings.lesson, 'none');
    }
    await other.close();
  });

  test('the session, its probes and the device are saved and opened again', async () => {
    await page.evaluate(() => tenprobes.set({ device: 'synthetic-phone', method: 'bayes', probes: 5, seed: 3 }));
    await until(page, (now) => now.finished && now.probes.length === 5);
    const before = await state();
    const csv = await saved('csv');
    const lines = String(csv.bytes).trim().split('\n');
    assert.equal(lines[0], 'by,probe,index,architecture,latency_ms,budget_ms,fits,quality');
    assert.equal(lines.length, 1 + 5);
    lines.slice(1).forEach((line, i) => {
      const [by, probe, index, architecture, latency] = line.split(',');
      assert.deepEqual([by, +probe, +index, architecture, +latency],
                       ['bayes', i + 1, before.probes[i].index, before.probes[i].architecture,
                        before.probes[i].latency_ms]);
    });

    await page.evaluate(() => tenprobes.act({ do: 'probe', index: 4001 }));
    const { person } = await state();
    const session = await saved('save-session');
    const device = await saved('save-device');
    await page.evaluate(() => tenprobes.set({ device: 'raspi4', seed: 9, method: 'random' }));
    await page.evaluate((text) => tenprobes.loadDevice(text, 'session.json'), String(session.bytes));
    await until(page, (now) => now.finished && now.settings.method === 'bayes');
    assert.deepEqual((await state()).probes, before.probes);
    assert.deepEqual((await state()).person, person);
    await page.evaluate((text) => tenprobes.loadDevice(text, 'mine.json'), String(device.bytes));
    assert.equal((await state()).device.slowest_ms, before.device.slowest_ms);
  });

  test('the plot is saved as a picture', async () => {
    const { name, bytes } = await saved('picture');
    assert.match(name, /\.png$/);
    assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.ok(bytes.length > 5000, `${bytes.length} bytes: is it blank?`);
  });

  test('Back goes through panels and lessons, and leaves the session as it is', async () => {
    await page.evaluate(() => tenprobes.set({ panel: 'world', hide: 'none', play: false }));
    await page.evaluate(() => tenprobes.set({ panel: 'macs' }));
    await until(page, (now) => now.settings.panel === 'macs');
    await page.waitForFunction(() => /panel=macs/.test(location.hash));
    await page.evaluate(() => tenprobes.set({ panel: 'map' }));
    await page.waitForFunction(() => /panel=map/.test(location.hash));
    await page.evaluate(() => tenprobes.set({ budget: 0.33 }));
    await page.waitForFunction(() => /budget=0.33/.test(location.hash));
    await page.evaluate(() => tenprobes.lesson('the-map'));
    await page.waitForFunction(() => /lesson=the-map/.test(location.hash));
    await page.goBack();
    await until(page, (now) => !now.lesson && now.settings.panel === 'map' && now.settings.budget === 0.33);
    await page.goBack();
    await until(page, (now) => now.settings.panel === 'macs' && now.settings.budget === 0.33);
    await page.goForward();
    await until(page, (now) => now.settings.panel === 'map');
  });

  test('the keyboard operates it', async () => {
    await page.evaluate(() => tenprobes.set({ hide: 'none', panel: 'world', play: false, theme: 'light' }));
    await page.evaluate(() => tenprobes.act({ do: 'reset' }));
    await page.locator('#canvas').focus();
    const key = async (name) => {
      await page.keyboard.down(name);
      await page.waitForTimeout(120);
      await page.keyboard.up(name);
    };
    await key('s');
    await until(page, (now) => now.probes.length === 1);
    await key('5');
    await until(page, (now) => now.settings.panel === 'devices');
    await key('t');
    await until(page, (now) => now.settings.theme === 'dark');
    await key('l');  // the window of lessons: down to the first, and start it
    await page.waitForTimeout(600);
    await key('ArrowDown');
    await key('Enter');
    await until(page, (now) => now.lesson);
    assert.match(await page.locator('#announcement').textContent(), /Lesson step 1/);
    assert.deepEqual(opened.faults, []);
  });

  test('the code on the wall is the link', async () => {
    const width = await page.evaluate(() => innerWidth);
    await page.mouse.click(width - 69, 31);  // share
    await page.waitForTimeout(500);
    const shown = join(screenshots, 'share.png');
    await page.screenshot({ path: shown });
    const read = execFileSync('zbarimg', ['--quiet', '--raw', shown], { encoding: 'utf8' }).trim();
    assert.equal(read, await page.evaluate(() => tenprobes.share()));
    await page.keyboard.press('Escape');
  });
});
