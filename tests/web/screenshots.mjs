// Pictures of every lesson, of FBNet's space and of the page at the end of a session (the README's),
// in build/screenshots, taken by doing the lessons:
//   node tests/web/screenshots.mjs [width height]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { doStep, openPage, picture, root, until } from './browser.mjs';

const [width, height] = process.argv.length > 3 ? process.argv.slice(2).map(Number) : [1440, 900];
async function taken(page, name) {
  await picture(page, name);
  console.log(`build/screenshots/${name}.png`);
}

const first = await openPage({ width, height, fragment: '#v=2&speed=5' });
await until(first.page, (state) => state.finished && state.race.every((lane) => lane.sessions === 12));
await taken(first.page, 'recommended');
await first.close();

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
  await taken(page, `lesson-${number}-${name}`);
}
await page.evaluate(() => tenprobes.act({ do: 'stop' }));
for (const panel of ['world', 'cell', 'predict']) {
  await page.evaluate((p) => tenprobes.set({ space: 'fbnet', panel: p, play: true }), panel);
  await until(page, (state) => state.settings.space === 'fbnet' && state.finished);
  await taken(page, `fbnet-${panel}`);
}
await close();
