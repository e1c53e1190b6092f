// When something is missing, blocked, cut short or dies: the page names it, and goes on where it can.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { standBetween } from './between.mjs';
import { openBrowser, root, serve, until } from './browser.mjs';

describe('faults', () => {
  let server;
  before(async () => { server = await serve(); });
  after(() => server?.stop());

  async function visit({ meddle, script, fragment = '' }, body) {
    const between = await standBetween(server.address, { meddle });
    const { browser, close } = await openBrowser({ viewport: { width: 720, height: 560 } });
    try {
      const page = browser.pages()[0] ?? await browser.newPage();
      page.setDefaultTimeout(120000);
      if (script) await page.addInitScript(script);
      await page.goto(between.address + fragment);
      await body(page, between);
    } finally {
      await close();
      between.stop();
    }
  }

  /** What the cover says once the page gave up. */
  const said = async (page) => {
    await page.locator('#cover[role=alert]').waitFor();
    return page.locator('#progress-text').textContent();
  };

  test('only its own scripts run, and nothing is fetched from elsewhere', async () => {
    await visit({ fragment: '#v=2&speed=20&rivals=none' }, async (page) => {
      await page.evaluate(() => {
        window.broken = [];
        addEventListener('securitypolicyviolation', (event) => window.broken.push(event.violatedDirective));
        return tenprobes.complete;
      });
      await until(page, (state) => state.finished);
      await page.evaluate(() => tenprobes.act({ do: 'train', steps: 5000, seed: 1 }));
      await until(page, (state) => state.training.curve.length > 0);
      for (const panel of ['cell', 'macs', 'proxies', 'devices', 'predict', 'synthetic', 'train', 'map', 'world']) {
        await page.evaluate((name) => tenprobes.set({ panel: name, theme: 'dark' }), panel);
        await page.waitForTimeout(300);
      }
      await page.evaluate(() => tenprobes.act({ do: 'measure-here' }));
      await until(page, (state) => /Measured \d+ network/.test(state.announcement));
      assert.deepEqual(await page.evaluate(() => window.broken), []);
      const tried = await page.evaluate(async () => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const picture = new Image();
        picture.src = 'http://127.0.0.1:9/x.png';
        const fetched = await fetch('http://127.0.0.1:9/').then(() => true, () => false);
        return { ran: window.ran === true, fetched };
      });
      assert.deepEqual(tried, { ran: false, fetched: false });
      assert.ok((await page.evaluate(() => window.broken)).length >= 3);
    });
    const html = readFileSync(join(root, 'web/shell/index.html'), 'utf8');
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|<[^>]*\s(style|on\w+)=/);
  });

  for (const name of ['tenprobes.wasm', 'tenprobes.data', 'tenprobes.js', 'files.json']) {
    test(`${name} is missing`, async () => {
      const meddle = (path, answer) => path === '/' + name ? { status: 404, headers: {}, body: '' } : answer;
      await visit({ meddle }, async (page) => assert.match(await said(page), new RegExp(name.replace('.', '\\.'))));
    });
  }

  test('a download that is cut short', async () => {
    const meddle = (path, { headers: { 'content-length': length, ...headers }, ...answer }) => path === '/tenprobes.data'
        ? { ...answer, headers, body: answer.body.subarray(0, length / 2) }
        : { ...answer, headers };
    await visit({ meddle }, async (page) => assert.match(await said(page), /tenprobes\.data.*cut short/));
  });

  test('the script is blocked or the browser does not know its words', async () => {
    const meddle = (path, answer) => path === '/page.js' ? { ...answer, status: 404, body: '' } : answer;
    await visit({ meddle }, async (page) => {
      await page.locator('#stuck').waitFor({ state: 'visible' });
      assert.match(await page.locator('#stuck').textContent(), /page\.js[^]*sandbox[^]*extension[^]*older/);
    });
  });

  test('a frame that cuts it off from its files', async () => {
    const meddle = (path, answer) => path !== '/holder.html' ? answer
        : { status: 200, headers: { 'content-type': 'text/html' }, body: '<iframe sandbox="allow-scripts" src="./"></iframe>' };
    await visit({ meddle, fragment: 'holder.html' }, async (page) => {
      const frame = page.frameLocator('iframe');
      await frame.locator('#cover[role=alert]').waitFor();
      assert.match(await frame.locator('#progress-text').textContent(), /sandbox="allow-scripts allow-same-origin"/);
    });
  });

  // Workers whose fates the test decides: `window.workers`, with what each was posted.
  const watched = () => {
    window.workers = [];
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(url) {
        if (window.blocks?.(String(url))) {
          super('data:text/javascript,');
          setTimeout(() => this.dispatchEvent(new Event('error')));
        } else {
          super(url);
        }
        this.url = String(url);
        this.deaf = window.deafNext;
        window.deafNext = false;
        if (!this.deaf) window.hasty = false;
        window.workers.push(this);
      }

      postMessage(message, ...others) {
        if (!this.deaf) super.postMessage(message, ...others);
      }
    };
  };
  const train = (page) => page.evaluate(() => tenprobes.act({ do: 'train', steps: 60000, seed: 1 }));
  const curve = async (page) => {
    await until(page, (state) => !state.training.running && state.training.curve.length > 0);
    return (await page.evaluate(() => tenprobes.state())).training.curve;
  };

  test('a worker that dies or falls silent is named and begun anew; its answer is the same', async () => {
    await visit({
      script: () => {
        // A minute of silence passes in a second.
        const wait = window.setTimeout;
        window.setTimeout = (work, ms, ...others) => wait(work, ms >= 30000 && window.hasty ? 1000 : ms, ...others);
      },
    }, async (page) => {
      await page.addInitScript(watched);
      await page.reload();
      await page.evaluate(() => tenprobes.complete);
      await train(page);
      const undisturbed = await curve(page);
      await train(page);
      await until(page, (state) => state.training.curve.length > 0);
      await page.evaluate(() => window.workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
      assert.match((await page.evaluate(() => tenprobes.state())).message, /training worker broke down \(out of memory\)/);
      assert.deepEqual(await curve(page), undisturbed);

      await page.evaluate(() => {
        window.hasty = window.deafNext = true;
      });
      await page.evaluate(() => tenprobes.act({ do: 'measure-here' }));
      await until(page, (state) => /measuring worker fell silent/.test(state.message));
      await until(page, (state) => /Measured \d+ network/.test(state.announcement));
    });
  });

  test('where blobs may not work, a worker of the same origin does; where none may, that is said', async () => {
    await visit({ script: watched }, async (page) => {
      await page.evaluate(() => tenprobes.complete);
      await page.evaluate(() => { window.blocks = (url) => url.startsWith('blob:'); });
      await train(page);
      await until(page, (state) => state.training.curve.length > 0);
      assert.deepEqual(await page.evaluate(() => window.workers.map(({ url }) => url.split(':')[0])),
                       ['blob', 'training-worker.js']);
      await page.evaluate(() => { window.blocks = () => true; });
      await train(page);
      await until(page, (state) => /workers are blocked here: .*worker-src/.test(JSON.stringify(state)));
    });
  });

  test('a policy of the server that blocks workers is named', async () => {
    const meddle = (path, answer) => ({
      ...answer, headers: { ...answer.headers, 'content-security-policy': "worker-src 'none'" } });
    await visit({ meddle }, async (page) => {
      await page.evaluate(() => tenprobes.complete);
      await train(page);
      await until(page, (state) => /workers are blocked here: .*worker-src/.test(JSON.stringify(state)));
    });
  });
});
