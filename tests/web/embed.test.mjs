// The page within another one, of another origin: it shows one panel, takes neither focus nor wheel nor
// swipe, and answers the page that holds it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openBrowser, openPage, picture, serve } from './browser.mjs';

describe('embedded', () => {
  let server, article, folder, browser, close, page;

  before(async () => {
    server = await serve();
    folder = mkdtempSync(join(tmpdir(), 'tenprobes-'));
    writeFileSync(join(folder, 'index.html'), `<!doctype html><title>An article</title>
      <meta name="viewport" content="width=device-width">
      <input autofocus aria-label="field"><p style="height: 100px">Before</p>
      <iframe width="600" height="400" src="${server.address}#v=2&embed=1&speed=20"></iframe>
      <p style="height: 3000px">After</p>
      <script>
        window.heard = [];
        addEventListener('message', ({ data, origin, source }) => {
          window.heard.push({ ...data, origin });
        });
        const frame = document.querySelector('iframe').contentWindow;
        window.ask = (tenprobes, value) => new Promise((resolve) => {
          const id = Math.random();
          addEventListener('message', ({ data }) => data.id === id && resolve(data));
          frame.postMessage({ tenprobes, id, value }, '${server.address.slice(0, -1)}');
        });
      </script>`);
    article = await serve(folder);
    ({ browser, close } = await openBrowser({ viewport: { width: 800, height: 700 }, hasTouch: true }));
    page = browser.pages()[0] ?? await browser.newPage();
    page.setDefaultTimeout(120000);
    await page.goto(article.address);
    await page.waitForFunction(() => window.heard.some((data) => data.tenprobes === 'ready'));
  });
  after(async () => {
    await close?.();
    server?.stop();
    article?.stop();
    rmSync(folder, { recursive: true });
  });

  const settings = async () => (await page.evaluate(() => ask('state'))).value.settings;

  test('stands on another origin and leaves the focus where it was', async () => {
    assert.notEqual(new URL(server.address).origin, new URL(article.address).origin);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT');
  });

  test('the wheel over it scrolls the article, and so does a swipe', async () => {
    const scrolled = () => page.evaluate(() => window.scrollY);
    const before = await settings();
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, 120);
    await page.waitForFunction(() => window.scrollY > 50);
    await page.evaluate(() => window.scrollTo(0, 0));
    const devtools = await browser.newCDPSession(page);
    const touch = (type, y) => devtools.send('Input.dispatchTouchEvent',
                                             { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 300, y }] });
    await touch('touchStart', 400);
    for (let y = 390; y >= 250; y -= 10) await touch('touchMove', y);
    await touch('touchEnd');
    await page.waitForFunction(() => window.scrollY > 50);
    assert.ok(await scrolled() > 50);
    await page.evaluate(() => window.scrollTo(0, 0));
    const { budget, panel, quality_from } = before, now = await settings();
    assert.deepEqual({ budget, panel, quality_from },
                     { budget: now.budget, panel: now.panel, quality_from: now.quality_from });
  });

  test('answers the page that holds it, and tells it what happens', async () => {
    const origin = new URL(server.address).origin;
    assert.equal((await page.evaluate(() => ask('listen'))).value, null);
    await page.evaluate(() => ask('set', { device: 'pixel3', probes: 4, play: true }));
    await page.waitForFunction(() => window.heard.some((data) => data.tenprobes === 'event' && data.session.finished));
    const end = await page.evaluate(() => window.heard.findLast((data) => data.tenprobes === 'event'));
    assert.equal(end.origin, origin);
    assert.equal(end.session.probes.length, 4);
    assert.match(end.announcement, /Recommended/);
    const { value } = await page.evaluate(() => ask('adapt', { device: 'pixel3', probes: 3 }));
    assert.equal(value.probes.length, 3);
    for (const [what, given] of [['trainedWeights'], ['ready'], ['constructor'], ['adapt', { probes: -1 }], ['set', { no: 1 }]]) {
      const { error } = await page.evaluate(([w, v]) => ask(w, v), [what, given]);
      assert.ok(error?.length > 15, what);
    }
  });

  test('answers nobody else', async () => {
    const answers = await page.evaluate(async (address) => {
      const count = () => window.heard.filter((data) => data.tenprobes === 'answer').length;
      const before = count();
      const other = document.createElement('iframe');
      other.srcdoc = '<script>parent.frames[0].postMessage({ tenprobes: "state", id: 1 }, "*");' +
          'addEventListener("message", ({ data }) => parent.postMessage({ leaked: true }, "*"))</' + 'script>';
      document.body.append(other);
      await new Promise((resolve) => { other.onload = resolve; });
      await ask('share');  // asked after, answered after
      return { leaked: window.heard.some((data) => data.leaked), more: count() - before };
    }, server.address);
    assert.deepEqual(answers, { leaked: false, more: 1 });
  });

  test('a lesson\'s link applies its step, and any panel can be shown', async () => {
    for (const [fragment, wanted] of [
      ['lesson=devices-disagree&step=3', { lesson: 'devices-disagree', step: 3, panel: 'world', method: 'one-proxy' }],
      ['lesson=devices-disagree&step=3&play=0', { step: 3, method: 'one-proxy', play: false }],
      ['panel=devices', { panel: 'devices' }],
      ['panel=predict&hide=toolbar,tabs', { panel: 'predict' }]]) {
      const opened = await openPage({ width: 600, height: 400, fragment: '#v=2&embed=1&' + fragment });
      try {
        const shown = (await opened.page.evaluate(() => tenprobes.state())).settings;
        for (const [key, value] of Object.entries(wanted)) assert.equal(shown[key], value, `${fragment}: ${key}`);
        assert.notEqual(await opened.page.evaluate(() => document.activeElement.id), 'canvas');
        await picture(opened.page, 'embed-' + fragment.replaceAll(/[^a-z0-9]+/g, '-'));
        assert.deepEqual(opened.faults, []);
      } finally {
        await opened.close();
      }
    }
  });

  test('embed.html shows it, and hears what happens in it', async () => {
    const docs = await browser.newPage();
    await docs.goto(server.address + 'embed.html');
    await docs.locator('#heard', { hasText: /Probe|Recommended/ }).waitFor();
    await picture(docs, 'embed-documentation');
    await docs.close();
  });
});
