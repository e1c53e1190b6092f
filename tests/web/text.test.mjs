// No text is cut off or covers other text in the page as browsers show it, on desks and in hands, at
// 200 % zoom, light and dark. tests/app/text_test.cpp walks every panel, space and lesson.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, picture, until } from './browser.mjs';

const contexts = [['', {}, [1440, 900], [1280, 720], [1024, 768]],
                  ['', { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }, [390, 844], [360, 640]],
                  ['-zoomed', { deviceScaleFactor: 2 }, [720, 450]]];

for (const [suffix, context, ...sizes] of contexts) {
  const name = (width, height) => `${width}x${height}${suffix}`;
  test(`text is whole at ${sizes.map((size) => name(...size)).join(', ')}`, async () => {
    const [width, height] = sizes[0];
    const { page, faults, close } = await openPage({ width, height, fragment: '#v=2&speed=20', ...context });
    try {
      await until(page, (state) => state.finished && state.race.every((lane) => lane.sessions === 12));
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        for (const theme of ['dark', 'light']) {
          for (const tab of width < 880 ? ['story', 'device', 'good', 'middle'] : ['middle']) {
            await page.evaluate((settings) => tenprobes.set(settings), { theme, tab });
            await page.waitForTimeout(1000);
            const where = `${name(width, height)}, ${theme}, ${tab}`;
            assert.deepEqual(await page.evaluate(() => tenprobes.textFaults()), [], where);
          }
          await picture(page, `text-${name(width, height)}-${theme}`);
        }
      }
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });
}
