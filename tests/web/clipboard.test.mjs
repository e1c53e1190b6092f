// Copy and paste with the browser's own clipboard.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { difference } from './agreement.mjs';
import { openPage, program, until } from './browser.mjs';

describe('the clipboard', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 1440, height: 900, fragment: '#v=1&speed=20&rivals=none&method=bayes',
                              permissions: ['clipboard-read', 'clipboard-write'] });
    page = opened.page;
    await until(page, (state) => state.finished);
    await page.locator('#canvas').focus();
  });
  after(() => opened?.close());

  const state = () => page.evaluate(() => tenprobes.state());
  const set = (settings) => page.evaluate((s) => tenprobes.set(s), settings);
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  // Sooner or later: copying waits for the next frame.
  const holds = async (text) => {
    for (let tries = 0; tries < 100 && await read() !== text; ++tries) await page.waitForTimeout(200);
    assert.equal(await read(), text);
  };
  const put = (text) => page.evaluate((t) => navigator.clipboard.writeText(t), text);
  // Slowly: the page draws a few frames a second here, and sees a key for a frame at least.
  const press = (keys) => page.keyboard.press(keys, { delay: 250 });

  test('copies the link, and the code that embeds the page', async () => {
    const link = await page.evaluate(() => tenprobes.share());
    const press = async (x, y) => {
      await page.mouse.click(x, y, { delay: 250 });
      await page.waitForTimeout(500);
    };
    await press(1371, 31);  // share
    await press(482, 725);
    await holds(link);
    await press(1371, 31);
    await press(660, 725);
    await holds(`<iframe title="tenprobes" width="600" height="400" style="border: 0" loading="lazy" src="${
        link.replaceAll('&', '&amp;')}&amp;embed=1"></iframe>`);
  });

  const sessions = {
    cells: { device: 'raspi4', method: 'bayes', probes: 4, seed: 3 },
    'a device under sliders': { device: 'synthetic', method: 'controller', probes: 3, conv3x3: 0.7 },
    'another quality, a budget in ms and a bound': {
      space: 'imagenet-pretrained', method: 'random', 'budget-ms': 40, where: 'mparams<=30', probes: 5 },
    'a known device as proxy': { space: 'fbnet', device: 'pixel3', method: 'one-proxy', quality: 'macs', probes: 2 },
    'a supernet': { space: 'ofa-mobilenetv3', device: 'synthetic:5', method: 'belief', probes: 2 },
  };
  for (const [what, settings] of Object.entries(sessions)) {
    test(`copies a command that makes the same session: ${what}`, async () => {
      const before = await state();
      const folder = mkdtempSync(join(tmpdir(), 'tenprobes-command-'));
      try {
        await put('nothing yet');
        await set({ ...settings, play: true });
        await until(page, (now) => now.finished);
        if (settings.device === 'synthetic') {
          const download = page.waitForEvent('download');
          await page.evaluate(() => tenprobes.act({ do: 'save-device' }));
          await (await download).saveAs(join(folder, 'synthetic.json'));
        }
        await page.evaluate(() => tenprobes.act({ do: 'copy-command' }));
        for (let tries = 0; tries < 50 && await read() === 'nothing yet'; ++tries) await page.waitForTimeout(200);
        const command = await read();
        assert.match(command, /^tenprobes adapt /);
        const native = JSON.parse(execFileSync('sh', ['-c', command + ' --json'], {
          cwd: folder, env: { ...process.env, PATH: dirname(program) + ':' + process.env.PATH } }));
        const shown = await state();
        assert.equal(difference(native.probes, shown.probes.map(
            ({ architecture, index, latency_ms, feasible, quality }) =>
                ({ architecture, ...(index === undefined ? {} : { index }), latency_ms, feasible, quality }))), '', command);
        assert.equal(native.recommended.architecture, shown.recommended.architecture);
      } finally {
        rmSync(folder, { recursive: true });
        await set(Object.fromEntries(['space', 'device', 'quality', 'where', 'budget-ms', 'method', 'probes', 'seed'].map(
            (key) => [key, before.settings[key]])));
        await until(page, (now) => now.finished);
      }
    });
  }

  test("copies the recommended cell's name", async () => {
    await put('nothing yet');
    await press('Control+c');
    await holds((await state()).recommended.architecture);
  });

  test('takes a pasted cell', async () => {
    const cell = '|skip_connect~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|';
    await put(` ${cell}\n`);
    await press('Control+v');
    await until(page, (now, wanted) => now.cell === wanted && now.settings.panel === 'cell', cell);
    await put('nothing yet');
    await press('Control+c');  // in Cell, it is the cell there
    await holds(cell);
  });

  test('follows a pasted link, and refuses what is neither in a sentence', async () => {
    await put(opened.address + '#v=1&device=pixel3&seed=12');
    await press('Control+v');
    await until(page, (now) => now.settings.device === 'pixel3' && now.settings.seed === 12);
    await put('|nor_conv_9x9~0|');
    await press('Control+v');
    await until(page, (now) => now.message.length > 15);
    await put(opened.address + '#v=1&seed=banana');
    await press('Control+v');
    await until(page, (now) => /seed/.test(now.message));
    assert.equal((await state()).settings.seed, 12);
  });

  test('works in text fields', async () => {
    await put('4711');
    await page.mouse.click(680, 66, { delay: 250 });  // the seed
    await press('Control+a');
    await press('Control+v');
    await press('Enter');
    await until(page, (now) => now.settings.seed === 4711);
    await put('nothing yet');
    await page.mouse.click(680, 66, { delay: 250 });
    await press('Control+a');
    await press('Control+c');
    await holds('4711');
  });

  test('copies what is selected of the page in words, and the app again once it is back', async () => {
    await page.locator('#tell').focus();
    await press('Enter');
    await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('#in-words h2'));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    await press('Control+c');
    await holds(await page.evaluate(() => getSelection().toString()));
    await press('Enter');
    await page.locator('#canvas').focus();
    await press('Escape');  // the seed's field still has the keyboard
    await set({ panel: 'world', play: true, seed: 5, speed: 20 });
    await until(page, (now) => now.finished && now.settings.seed === 5);
    await press('Control+c');
    await holds((await state()).recommended.architecture);
    assert.deepEqual(opened.faults, []);
  });
});
