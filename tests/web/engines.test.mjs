// The page in two further engines: it starts, computes what the command line does, teaches, reads a
// file and answers to a finger.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { difference } from './agreement.mjs';
import { doStep, drop, program, serve, until } from './browser.mjs';
import { openEngine } from './engines.mjs';

for (const engine of ['firefox', 'webkit']) {
  describe(engine, () => {
    let server, opened, page;
    before(async () => {
      server = await serve();
      opened = await openEngine(engine, server.address + '#v=2&play=0&rivals=none');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
      server?.stop();
    });

    test('the page is ready', async () => {
      await page.evaluate(() => tenprobes.complete.then(() => null));
      await until(page, (state) => state.probes.length === 0 && !state.settings.play);
    });

    test('a session comes out as on the command line', async () => {
      const native = JSON.parse(execFileSync(program, ['adapt', '--json', '--device', 'raspi4', '--probes', '10',
                                                       '--budget-quantile', '0.25', '--seed', '3']));
      const web = await page.evaluate((request) => tenprobes.adapt(request),
                                      { device: 'raspi4', probes: 10, budgetQuantile: 0.25, seed: 3 });
      assert.equal(difference(native, web), '');
    });

    test('a finger starts the session', async () => {
      await page.tap(36, 67);  // play, the first button
      await until(page, (state) => state.settings.play && state.probes.length >= 2);
      await page.evaluate(() => tenprobes.set({ play: false }));
    });

    test("a lesson's first steps can be done", async () => {
      await page.evaluate(() => tenprobes.lesson('devices-disagree'));
      for (let step = 1; step <= 2; ++step) {
        await doStep(page);
        await page.evaluate(() => tenprobes.act({ do: 'next' }));
        await until(page, (state, done) => state.lesson.step > done, step);
      }
      await page.evaluate(() => tenprobes.lesson());
    });

    test('a dropped file is a device', async () => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i * 300},${5 + i}`);
      await drop(page, 'mine.csv', ['index,latency_ms', ...rows].join('\n') + '\n');
      await until(page, (state) => state.device.known === 40);
    });
  });
}
