// Pictures of every lesson and panel, and of FBNet's space, in build/screenshots, taken by doing the
// lessons:
//   node tests/web/screenshots.mjs [width height]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { doStep, openPage, picture, root, until } from './browser.mjs';

const [width, height] = process.argv.length > 3 ? process.argv.slice(2).map(Number) : [1440, 900];
const lessons = readdirSync(join(root, 'assets/lessons')).map((file) => file.replace('.json', ''));
const { page, close } = await openPage({ width, height, fragment: '#v=1&play=0&speed=20' });
for (const name of lessons) {
  await page.evaluate((lesson) => tenprobes.lesson(lesson), name);
  const { number, steps } = await page.evaluate(() => tenprobes.state().lesson);
  // The step in the middle shows what the lesson is about.
  for (let step = 1; step < Math.ceil((steps + 1) / 2); ++step) {
    await doStep(page);
    await page.evaluate(() => tenprobes.act({ do: 'next' }));
  }
  await picture(page, `lesson-${number}-${name}`);
  console.log(`build/screenshots/lesson-${number}-${name}.png`);
}
await page.evaluate(() => tenprobes.act({ do: 'stop' }));
for (const panel of ['world', 'cell', 'predict']) {
  await page.evaluate((p) => tenprobes.set({ space: 'fbnet', panel: p, play: true }), panel);
  await until(page, (state) => state.settings.space === 'fbnet' && state.finished);
  await picture(page, `fbnet-${panel}`);
  console.log(`build/screenshots/fbnet-${panel}.png`);
}
await close();
