// The page in a real browser: it adapts by itself, answers scripts, refuses bad files, keeps to
// itself, and looks as it should on a desk and in a hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { drop, openBrowser, openPage, picture, program, raspi4, root, serve, until, withoutData } from './browser.mjs';

const adaptNatively = (...options) =>
  JSON.parse(execFileSync(program, ['adapt', '--json', ...options], { maxBuffer: 1 << 26 }));

/** Runs `body` in the page; resolves to the message of the Error that it rejects with. */
const refusal = (page, body, argument) => page.evaluate(
  `(async (argument) => { try { await (${body})(argument); } catch (error) {
     return error instanceof Error ? error.message : 'no Error'; } return ''; })(${JSON.stringify(argument)})`);

const isSentence = (text) => text.length > 15 && text.length < 400 && !text.includes('\n');

/** Bytes as the page's scripts would have them, through a base64 text. */
const bytesOf = `(text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer`;

describe('page', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 720, height: 560, fragment: '#v=1&speed=20' });
    page = opened.page;
  });
  after(() => opened?.close());

  test('adapts without a click and recommends', async () => {
    await until(page, (state) => state.finished);
    const state = await page.evaluate(() => tenprobes.state());
    assert.equal(state.probes.length, state.settings.probes);
    assert.ok(state.recommended);
    assert.ok(state.probes.some((probe) => probe.index === state.recommended.index));
    assert.ok(state.device.known === 15625);
  });

  test('says in words what it shows', async () => {
    const announcement = await page.locator('#announcement').textContent();
    assert.match(announcement, /ecommended/);
    assert.equal(await page.locator('#in-words table').first().locator('tbody tr').count(), 10);
    const words = await page.locator('#in-words').textContent();
    const { known_best: best, settings, panel } = await page.evaluate(() => tenprobes.state());
    for (const told of ['How good', 'What the probes tell', best.architecture, panel.title,
                        ...Object.keys(settings)]) assert.ok(words.includes(told), told);
  });

  test('rests when nothing moves', async () => {
    await page.evaluate(() => {
      window.draws = 0;
      const draw = WebGL2RenderingContext.prototype.drawElements;
      WebGL2RenderingContext.prototype.drawElements = function (...args) {
        ++window.draws;
        return draw.apply(this, args);
      };
    });
    await page.waitForFunction(() => {
      const drawn = window.draws !== window.drawsBefore;
      window.drawsBefore = window.draws;
      return !drawn;
    }, null, { polling: 1500 });
    await page.evaluate(() => {
      window.frames_asked = 0;
      const ask = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => {
        ++window.frames_asked;
        return ask(callback);
      };
    });
    await page.waitForTimeout(1000);
    assert.equal(await page.evaluate(() => window.draws - window.drawsBefore), 0);
    assert.equal(await page.evaluate(() => window.frames_asked), 0, 'nor does it ask for frames');
    await page.mouse.move(300, 300);
    await page.waitForFunction(() => window.draws > window.drawsBefore);
  });

  for (const method of ['random', 'bayes', 'controller', 'evolution']) {
    test(`the same probes as the command line: ${method} on a preset`, async () => {
      const request = { device: 'synthetic-laptop', probes: 10, budgetQuantile: 0.25, method, seed: 7 };
      const native = adaptNatively('--device', request.device, '--probes', '10', '--budget-quantile', '0.25',
                                   '--method', method, '--seed', '7');
      const web = await page.evaluate((r) => tenprobes.adapt(r), request);
      assert.deepEqual(web.probes, native.probes);
      assert.deepEqual(web.recommended, native.recommended);
    });
  }

  test('rests on a finished picture: waking it changes nothing', async () => {
    const { page: other, close } = await openPage({ fragment: '#v=1&speed=3&rivals=none&method=random' });
    try {
      const atRest = async (before) => {
        await other.waitForTimeout(1500);
        const now = await other.screenshot();
        return before?.equals(now) ? now : atRest(now);
      };
      await until(other, (state) => state.finished);
      const resting = await atRest();
      await other.mouse.move(2, 2);  // on nothing
      assert.ok(resting.equals(await atRest()));
    } finally {
      await close();
    }
  });

  test('the same probes as the command line: a measured device', { skip: withoutData }, async () => {
    const native = adaptNatively('--device', raspi4, '--probes', '10', '--budget-quantile', '0.25',
                                 '--method', 'bayes', '--seed', '3');
    const web = await page.evaluate(`(async (text) => {
      await tenprobes.loadDevice((${bytesOf})(text), 'raspi4.pt');
      const device = tenprobes.state().device.name;
      return tenprobes.adapt({ device: tenprobes.state().settings.device, probes: 10,
                               budgetQuantile: 0.25, method: 'bayes', seed: 3 });
    })(${JSON.stringify(readFileSync(raspi4).toString('base64'))})`);
    assert.deepEqual(web.probes, native.probes);
    assert.deepEqual(web.recommended, native.recommended);
  });

  test('bad files get a sentence and change nothing', async () => {
    await until(page, (state) => state.finished);
    const shown = () => page.evaluate(() => {
      const { settings, device, probes, recommended } = tenprobes.state();
      return { settings, device, probes, recommended };
    });
    const before = await shown();
    const cases = [
      ['a truncated table', `(text) => tenprobes.loadDevice((${bytesOf})(text), 'cut.pt')`,
       Buffer.from('PK\x03\x04cut short', 'latin1').toString('base64')],
      ['an empty file', '() => tenprobes.loadDevice(new ArrayBuffer(0))'],
      ['NaN in a csv', `() => tenprobes.loadDevice('index,latency_ms\\n1,nan\\n', 'bad.csv')`],
      ['a device of another format', `() => tenprobes.loadDevice({ format: 'other' })`],
      ['weights that are a text', `() => tenprobes.loadWeights(new TextEncoder().encode('hello there').buffer)`],
      ['weights cut short', `() => tenprobes.loadWeights(Uint8Array.from([255, 0, 0, 0, 0, 0, 0, 0, 123]).buffer)`],
      ['an unknown device', `() => tenprobes.adapt({ device: 'no such thing' })`],
      ['an unknown method', `() => tenprobes.adapt({ method: 'no such thing' })`],
      ['no probes', '() => tenprobes.adapt({ probes: 0 })'],
      ['an unknown member', '() => tenprobes.adapt({ prob: 3 })'],
    ];
    for (const [name, body, argument] of cases) {
      const message = await refusal(page, body, argument);
      assert.ok(isSentence(message), `${name}: ${message}`);
    }
    assert.deepEqual(await shown(), before);
  });

  test('a dropped file is opened, a bad one is refused in the page', async () => {
    await drop(page, 'bad.csv', 'index,latency_ms\n1,nan\n');
    await until(page, (state) => /has a number/.test(state.message));
    const rows = Array.from({ length: 40 }, (_, i) => `${i * 300},${5 + i}`);
    await drop(page, 'mine.csv', ['index,latency_ms', ...rows].join('\n') + '\n');
    await until(page, (state) => state.device.known === 40);
  });

  test('a link restores the state; a malformed one says so', async () => {
    await page.evaluate(() => { location.hash = '#v=1&device=synthetic-phone&seed=11&probes=7'; });
    await until(page, (state) => state.settings.seed === 11 && state.settings.probes === 7);
    const link = await page.evaluate(() => tenprobes.share());
    assert.match(link, /seed=11/);
    await page.evaluate(() => { location.hash = '#v=1&seed=banana'; });
    await until(page, (state) => /seed/.test(state.message));
    assert.equal((await page.evaluate(() => tenprobes.state())).settings.seed, 11);
  });

  test('asks nobody else and reports no fault', () => {
    for (const url of opened.requests) {
      assert.ok(/^(blob|data):/.test(url) || url.startsWith(opened.address), url);
    }
    assert.deepEqual(opened.faults, []);
  });

  test('is accessible around the canvas', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
  });

  test('the keyboard gets in and out', async () => {
    await page.locator('#canvas').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'canvas');
  });

  test('works offline once loaded', async () => {
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return registration.active.state;
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await opened.browser.setOffline(true);
    await page.goto(opened.address);
    await page.evaluate(() => tenprobes.ready);
    assert.equal((await page.evaluate(() => tenprobes.state())).device.known, 15625);
    await page.evaluate(() => tenprobes.act({ do: 'train', steps: 5000, seed: 1 }));
    await until(page, (state) => state.training.curve.length > 0);
    await opened.browser.setOffline(false);
  });

  test('asks for nothing once loaded, whatever is done', async () => {
    const other = await opened.browser.newPage();
    await other.goto(opened.address);
    await other.evaluate(() => tenprobes.complete);
    const asked = [];
    opened.browser.on('request', (request) => asked.push(request.url()));
    for (const panel of ['cell', 'macs', 'proxies', 'devices', 'predict', 'synthetic', 'train', 'map', 'world']) {
      await other.evaluate((name) => tenprobes.set({ panel: name, theme: 'dark' }), panel);
      await other.waitForTimeout(100);
    }
    await other.evaluate(() => tenprobes.lesson('watch-it-adapt'));
    await other.evaluate(() => tenprobes.act({ do: 'train', steps: 5000, seed: 1 }));
    await until(other, (state) => state.training.curve.length > 0);
    await other.evaluate(() => tenprobes.act({ do: 'measure-here' }));
    await until(other, (state) => /Measured \d+ network/.test(state.announcement));
    assert.deepEqual(asked.filter((url) => !/^(blob|data):/.test(url)), []);
    await other.close();
  });
});

test('works below any path of a static host', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenprobes-'));
  execFileSync('cmake', ['--install', join(root, 'build/web'), '--prefix', join(folder, 'some/where')]);
  cpSync(join(folder, 'some/where/index.html'), join(folder, 'index.html'));  // for the server's check
  const server = await serve(folder);
  const { browser, close } = await openBrowser({ viewport: { width: 400, height: 300 } });
  try {
    const page = await browser.newPage();
    await page.goto(server.address + 'some/where/');
    await page.evaluate(() => tenprobes.ready);
    assert.ok(await page.evaluate(() => tenprobes.state().device.name));
  } finally {
    await close();
    server.stop();
    rmSync(folder, { recursive: true });
  }
});

test('says so where WebGL 2 or WebAssembly is missing', async () => {
  const server = await serve();
  const { browser, close } = await openBrowser({ viewport: { width: 400, height: 300 } });
  const faultWith = async (script) => {
    const page = await browser.newPage();
    await page.addInitScript(script);
    await page.goto(server.address);
    const message = await page.evaluate(() => tenprobes.ready.catch((error) => error.message));
    assert.equal(await page.locator('#progress-text').textContent(), message);
    assert.ok(await page.locator('#cover').isVisible());
    return message;
  };
  try {
    assert.match(await faultWith(() => { HTMLCanvasElement.prototype.getContext = () => null; }), /WebGL 2/);
    assert.match(await faultWith(() => { delete window.WebAssembly; }), /WebAssembly/);
  } finally {
    await close();
    server.stop();
  }
});

test('in a hand: taps work, text is crisp', async () => {
  const opened = await openPage({ width: 390, height: 844, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  const { page } = opened;
  try {
    assert.equal(await page.evaluate(() => document.getElementById('canvas').width), 780);
    await picture(page, 'page-390x844');
    const playing = (await page.evaluate(() => tenprobes.state())).settings.play;
    await page.touchscreen.tap(195, 560);  // in the plot: the toolbar becomes one row
    await page.waitForTimeout(800);
    await picture(page, 'page-390x844-used');
    await page.touchscreen.tap(36, 36);  // play or pause, the first button
    await until(page, (state, was) => state.settings.play !== was || state.probes.length === 0, playing);
    // Two fingers that part show a quarter as much of the plot, and what they leave out again as they meet.
    const { settings: unpinched } = await page.evaluate(() => tenprobes.state());
    assert.equal(unpinched.from, 0);
    const devtools = await opened.browser.newCDPSession(page);
    const touch = (type, ...touchPoints) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
    const pinch = async (...apart) => {
      for (const [i, pixels] of apart.entries()) {
        await touch(i ? 'touchMove' : 'touchStart', { x: 200, y: 400 - pixels / 2, id: 0 },
                    { x: 200, y: 400 + pixels / 2, id: 1 });
      }
      await touch('touchEnd');
    };
    await pinch(40, 70, 100, 130, 160);
    await until(page, (state) => state.settings.from >= 70 && state.settings.from <= 80);
    await pinch(160, 130, 100, 70, 40);
    await until(page, (state) => state.settings.from <= 10);
    assert.equal((await page.evaluate(() => tenprobes.state())).settings.budget, unpinched.budget);
    assert.deepEqual(opened.faults, []);
  } finally {
    await opened.close();
  }
});

test('on a desk', async () => {
  const opened = await openPage({ width: 1440, height: 900 });
  try {
    await opened.page.setViewportSize({ width: 1024, height: 768 });
    await opened.page.waitForFunction(() => document.getElementById('canvas').width === 1024);
    await picture(opened.page, 'page-1024x768');
    await opened.page.setViewportSize({ width: 1440, height: 900 });
    await opened.page.waitForFunction(() => document.getElementById('canvas').width === 1440);
    await picture(opened.page, 'page-1440x900');
    assert.deepEqual(opened.faults, []);
  } finally {
    await opened.close();
  }
});
