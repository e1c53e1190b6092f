// How the page loads: compressed, nothing twice, and what is large only once for all visits.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { standBetween } from './between.mjs';
import { openBrowser, root, serve } from './browser.mjs';

const web = join(root, 'build/web');
const { files } = JSON.parse(readFileSync(join(web, 'files.json')));

describe('loading', () => {
  let server, between, opened, page;
  const encodings = new Map();

  before(async () => {
    server = await serve();
    between = await standBetween(server.address, {
      meddle: (path, answer) => {
        encodings.set(path.slice(1), answer.headers['content-encoding']);
        return answer;
      },
    });
    opened = await openBrowser({ viewport: { width: 720, height: 560 } });
    page = opened.browser.pages()[0] ?? await opened.browser.newPage();
    page.setDefaultTimeout(120000);
    await page.goto(between.address);
  });
  after(async () => {
    await opened?.close();
    between?.stop();
    server?.stop();
  });

  test('every file stands there compressed, the same when unpacked', () => {
    for (const name of Object.keys(files)) {
      const whole = readFileSync(join(web, name));
      assert.ok(brotliDecompressSync(readFileSync(join(web, name + '.br'))).equals(whole), name);
      assert.ok(gunzipSync(readFileSync(join(web, name + '.gz'))).equals(whole), name);
    }
  });

  test('nothing is fetched twice, the service worker included, and all of it compressed', async () => {
    await page.evaluate(() => tenprobes.complete);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
    const names = between.asked.map((path) => path.slice(1) || 'index.html');
    assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
    for (const name of Object.keys(files)) assert.ok(names.includes(name), `${name} is there`);
    for (const [name, encoding] of encodings) assert.equal(encoding, 'br', name);
  });

  test('a second visit takes all that is large from what was kept', async () => {
    const before = between.asked.length;
    await page.reload();
    await page.evaluate(() => tenprobes.complete);
    const asked = between.asked.slice(before).map((path) => path.slice(1));
    assert.ok(asked.includes('files.json'));
    assert.deepEqual(asked.filter((name) => /\.(wasm|data)$/.test(name)), []);
    assert.equal((await page.evaluate(() => tenprobes.adapt({ probes: 3 }))).probes.length, 3);
  });
});
