// How the page loads: few bytes before the first picture, the rest when it is wanted or when it is idle,
// compressed, nothing twice, and what is large only once for all visits.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { standBetween } from './between.mjs';
import { openBrowser, root, serve, until } from './browser.mjs';

const web = join(root, 'build/web');
const { files, first, later } = JSON.parse(readFileSync(join(web, 'files.json')));
const late = new Set(Object.values(later).flat());
const laterCode = 'tenprobes-later.wasm';
const budget = 600e3;  // bytes before the first picture, compressed

/** A promise and what resolves it. */
function gate() {
  let open;
  const opened = new Promise((resolve) => { open = resolve; });
  return { opened, open };
}

describe('loading', () => {
  let server;
  before(async () => { server = await serve(); });
  after(() => server?.stop());

  /** A page through a server between; `body(page, between)`. */
  async function visit(options, body) {
    const between = await standBetween(server.address, options);
    const { browser, close } = await openBrowser({ viewport: { width: 720, height: 560 } });
    try {
      const page = browser.pages()[0] ?? await browser.newPage();
      page.setDefaultTimeout(120000);
      await body(page, between);
    } finally {
      await close();
      between.stop();
    }
  }

  test('every file stands there compressed, the same when unpacked', () => {
    for (const name of Object.keys(files)) {
      const whole = readFileSync(join(web, name));
      assert.ok(brotliDecompressSync(readFileSync(join(web, name + '.br'))).equals(whole), name);
      assert.ok(gunzipSync(readFileSync(join(web, name + '.gz'))).equals(whole), name);
    }
  });

  test('the first picture keeps its budget, of what the build lists and of what comes', async () => {
    const sum = [...first, 'files.json'].reduce((bytes, name) => bytes + statSync(join(web, name + '.br')).size, 0);
    assert.ok(sum <= budget, `${sum} bytes are listed`);
    const rest = gate();
    let came = 0;
    await visit({
      meddle: async (path, answer) => {
        if (late.has(path.slice(1)) || [laterCode, 'qrcode.js'].includes(path.slice(1))) await rest.opened;
        else came += answer.body.length;
        return answer;
      },
    }, async (page, between) => {
      await page.goto(between.address);
      const patience = new Promise((_, fail) => {
        setTimeout(fail, 60000, Error('it waits for code that comes later: web/later_code.txt')).unref();
      });
      await Promise.race([page.evaluate(() => tenprobes.ready), patience]);
      assert.ok(came <= budget, `${came} bytes came`);
      const asked = new Set(between.asked.map((path) => path.slice(1) || 'index.html'));
      for (const name of first) assert.ok(asked.has(name), `${name} comes first`);

      // Nor does the session that it opens with need the rest of the code, at a desk or on a phone. What
      // is called of it would be asked for at once: web/later_code.txt has a line too many then.
      await page.mouse.move(300, 250, { steps: 5 });
      await until(page, (state) => state.probes.length >= 3);
      await page.setViewportSize({ width: 390, height: 844 });
      await until(page, (state) => state.finished);
      await page.waitForTimeout(500);
      assert.equal(between.asked.filter((path) => path.endsWith(laterCode)).length, 1);
      rest.open();
    });
  });

  test('while the app loads, a recorded session plays, and the live one takes its place', async () => {
    const rest = gate();
    await visit({
      meddle: async (path, answer) => {
        if (path === '/tenprobes.wasm') await rest.opened;
        return answer;
      },
    }, async (page, between) => {
      await page.goto(between.address);
      await page.waitForFunction(() => Number(document.getElementById('first-plot').dataset.shown) >= 2);
      const words = await page.locator('#first-words').textContent();
      assert.match(words, /^A recorded session on /);
      rest.open();
      await page.evaluate(() => tenprobes.ready);
      assert.equal(await page.locator('#first').count(), 0);
      const { budget_ms, settings } = await page.evaluate(() => tenprobes.state());
      const task = `${settings.probes} are measured to find the best within ${budget_ms.toFixed(1)} ms`;
      assert.ok(words.includes(task), words);
    });
  });

  test('code that is called before it has come is fetched at once; one that cannot be had is named', async () => {
    let sought = 0, broken = false;
    const first = gate();
    await visit({
      meddle: async (path, answer) => {
        if (!path.endsWith(laterCode)) return answer;
        if (++sought === 1) await first.opened;
        return broken ? { ...answer, status: 503 } : answer;
      },
    }, async (page, between) => {
      await page.goto(between.address);
      await page.evaluate(() => tenprobes.ready);
      await page.locator('canvas').focus();
      await page.keyboard.press('4');  // a panel
      await until(page, (state) => state.settings.panel === 'proxies');
      await page.waitForTimeout(500);
      assert.equal(sought, 2);
      first.open();
      assert.equal((await page.evaluate(() => tenprobes.adapt({ probes: 3 }))).probes.length, 3);
      assert.ok(await page.locator('#cover').isHidden());

      broken = true;
      await page.evaluate(async () => {
        for (const name of await caches.keys()) await caches.delete(name);
        for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
      });
      await page.goto('about:blank');
      await page.goto(between.address);
      await page.evaluate(() => tenprobes.ready);
      const adapt = () => page.evaluate(() => tenprobes.adapt({ probes: 3 })
          .then(({ probes }) => probes.length, (error) => error.message));
      assert.match(await adapt(), /rest of the app could not be fetched .*the server answered 503/);
      broken = false;
      assert.equal(await adapt(), 3);
    });
  });

  test('nothing is fetched twice, the service worker included, and all of it compressed', async () => {
    const encodings = new Map();
    await visit({
      meddle: (path, answer) => {
        encodings.set(path.slice(1), answer.headers['content-encoding']);
        return answer;
      },
    }, async (page, between) => {
      await page.goto(between.address);
      await page.evaluate(() => tenprobes.complete);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
      const names = between.asked.map((path) => path.slice(1) || 'index.html');
      assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
      for (const name of Object.keys(files)) assert.ok(names.includes(name), `${name} is there`);
      for (const [name, encoding] of encodings) assert.equal(encoding, 'br', name);

      // A second visit takes all that is large from what was kept.
      const before = between.asked.length;
      await page.reload();
      await page.evaluate(() => tenprobes.complete);
      const asked = between.asked.slice(before).map((path) => path.slice(1));
      assert.ok(asked.includes('files.json'));
      assert.deepEqual(asked.filter((name) => /\.(wasm|data|safetensors|csv)$/.test(name)), []);
      assert.equal((await page.evaluate(() => tenprobes.adapt({ probes: 3 }))).probes.length, 3);
    });
  });

  test('what is asked for before it has come is waited for', async () => {
    const rest = gate();
    await visit({
      meddle: async (path, answer) => {
        if (late.has(path.slice(1))) await rest.opened;
        return answer;
      },
    }, async (page, between) => {
      await page.goto(between.address);
      await page.evaluate(() => tenprobes.ready);
      await page.evaluate(() => {
        window.early = Promise.all([
          tenprobes.adapt({ space: 'imagenet-pretrained', probes: 3, budgetQuantile: 0.25, method: 'belief' }),
          tenprobes.adapt({ space: 'nas-bench-201', device: 'pixel3', method: 'edit', probes: 3 }),
          tenprobes.loadSpace('name,quality,gmacs\n' + Array.from({ length: 20 }, (_, i) =>
              `net_${i},${50 + i},${0.1 + i}\n`).join(''), 'mine.csv').then(() => tenprobes.set({ space: 'fbnet' })),
        ]);
        window.early.then(() => { window.settled = true; });
      });
      await page.evaluate(() => tenprobes.act({ do: 'step' }));
      assert.equal((await page.evaluate(() => tenprobes.state())).settings.space, 'nas-bench-201');
      assert.equal(await page.evaluate(() => window.settled), undefined);
      rest.open();
      const [pretrained, edit] = await page.evaluate(() => window.early);
      assert.equal(pretrained.probes.length, 3);
      assert.equal(edit.method, 'edit');
      await until(page, (state) => state.settings.space === 'fbnet');
      await page.evaluate(() => tenprobes.complete);
      await page.evaluate(() => tenprobes.set({ space: 'nas-bench-201', panel: 'predict' }));
      await page.evaluate(() => tenprobes.act({ do: 'step' }));
      await until(page, (state) => state.prediction?.curves?.help !== undefined);
    });
  });

  test('what cannot be had is said in words, and is fetched once it can', async () => {
    let broken = true;
    await visit({
      meddle: (path, answer) => broken && late.has(path.slice(1)) ? { ...answer, status: 503 } : answer,
    }, async (page, between) => {
      await page.goto(between.address);
      await page.evaluate(() => tenprobes.complete);
      const adapt = () => page.evaluate(() => tenprobes.adapt({ device: 'pixel3', method: 'edit', probes: 3 })
          .then((session) => session.method, (error) => error.message));
      assert.match(await adapt(), /estimates of accuracy could not be fetched .*the server answered 503/);
      await page.locator('canvas').focus();
      await page.keyboard.press('f');  // the next search space
      await until(page, (state) => /search spaces and their devices could not be fetched/.test(state.message));
      broken = false;
      assert.equal(await adapt(), 'edit');
    });
  });

  test('a link into another space opens it', async () => {
    await visit({}, async (page, between) => {
      await page.goto(between.address + '#v=2&space=imagenet-pretrained&probes=4');
      await page.evaluate(() => tenprobes.ready);
      const { settings } = await page.evaluate(() => tenprobes.state());
      assert.deepEqual([settings.space, settings.probes], ['imagenet-pretrained', 4]);
    });
  });
});
