// The page within another one, of another origin: it answers the page that holds it, and nobody else.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openBrowser, serve } from './browser.mjs';

describe('embedded', () => {
  let server, article, folder, browser, close, page;

  before(async () => {
    server = await serve();
    folder = mkdtempSync(join(tmpdir(), 'tenprobes-'));
    writeFileSync(join(folder, 'index.html'), `<!doctype html><title>An article</title>
      <meta name="viewport" content="width=device-width">
      <iframe width="600" height="400" src="${server.address}#v=2&speed=20"></iframe>
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
    ({ browser, close } = await openBrowser({ viewport: { width: 800, height: 700 } }));
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
});
