// No text is cut off or covers other text in the page as browsers show it, on desks and in hands, at
// 200 % zoom, light and dark. tests/app/text_test.cpp walks every panel, space and lesson.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, picture, until } from './browser.mjs';

const desk = {}, hand = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }, zoomed = { deviceScaleFactor: 2 };
const sizes = [[1440, 900, desk], [1280, 720, desk], [1024, 768, desk], [390, 844, hand], [360, 640, hand],
               [720, 450, zoomed]];

for (const [width, height, context] of sizes) {
  const name = `${width}x${height}${context === zoomed ? '-zoomed' : ''}`;
  test(`text is whole at ${name}`, async () => {
    const { page, faults, close } = await openPage({ width, height, fragment: '#v=2&speed=20', ...context });
    try {
      await until(page, (state) => state.finished && state.race.every((lane) => lane.sessions === 12));
      for (const theme of ['dark', 'light']) {
        for (const tab of width < 880 ? ['story', 'device', 'good', 'middle'] : ['middle']) {
          await page.evaluate((settings) => tenprobes.set(settings), { theme, tab });
          await page.waitForTimeout(1000);
          assert.deepEqual(await page.evaluate(() => tenprobes.textFaults()), [], `${theme}, ${tab}`);
        }
        await picture(page, `text-${name}-${theme}`);
      }
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });
}
