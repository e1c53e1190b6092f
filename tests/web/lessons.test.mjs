// Every lesson, from its first step to its end, by doing what it asks for.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { doStep, openPage, root, until } from './browser.mjs';

const lessons = readdirSync(join(root, 'assets/lessons')).map((file) => file.replace('.json', ''));

describe('lessons', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 640, height: 480, fragment: '#v=1&play=0&speed=20' });
    page = opened.page;
  });
  after(() => opened?.close());

  for (const lesson of lessons) {
    test(`${lesson} runs to its end`, async () => {
      await page.evaluate((name) => tenprobes.lesson(name), lesson);
      const { steps } = await page.evaluate(() => tenprobes.state().lesson);
      assert.ok(steps >= 3);
      for (let step = 1; step <= steps; ++step) {
        const state = await page.evaluate(() => tenprobes.state());
        assert.equal(state.lesson.step, step);
        if (!state.settings.play) {  // else a probe may have been announced since
          assert.ok(state.announcement.includes(state.lesson.text), 'told in words');
        }
        if (state.lesson.until || state.lesson.ask) {
          await assert.rejects(page.evaluate(() => tenprobes.act({ do: 'next' })), /not done/);
        }
        await doStep(page);
        await page.evaluate(() => tenprobes.act({ do: 'next' }));
      }
      const end = await page.evaluate(() => tenprobes.state());
      assert.equal(end.lesson, null);
      assert.equal(end.message, '');
    });
  }

  test('a link keeps the place in a lesson', async () => {
    await page.evaluate(() => tenprobes.lesson('devices-disagree'));
    await page.evaluate(() => tenprobes.act({ do: 'answer', choice: 1 }));
    await page.evaluate(() => tenprobes.act({ do: 'next' }));
    const link = await page.evaluate(() => tenprobes.share());
    await page.evaluate(() => tenprobes.lesson(null));
    await page.waitForFunction(() => !location.hash.includes('lesson='));  // the address follows
    await page.evaluate((fragment) => { location.hash = fragment; }, new URL(link).hash);
    await until(page, (state) => state.lesson?.name === 'devices-disagree' && state.lesson.step === 2);
  });

  test("a teacher's lesson is added; a broken one is refused in a sentence", async () => {
    const own = { format: 'tenprobes-lesson', version: 1, number: 10, title: 'Ours', about: 'A test.',
                  steps: [{ text: 'Look.' }] };
    await page.evaluate((lesson) => tenprobes.loadDevice(lesson, 'ours.json'), own);
    await page.evaluate(() => tenprobes.lesson('ours'));
    assert.equal((await page.evaluate(() => tenprobes.state())).lesson.text, 'Look.');
    own.steps[0].point = 'the sky';
    await assert.rejects(page.evaluate((lesson) => tenprobes.loadDevice(lesson, 'ours.json'), own),
                         /step 1 points at the unknown 'the sky'/);
    assert.deepEqual(opened.faults, []);
  });
});

test('a lesson is written with a live preview, and what is wrong is said', async () => {
  const opened = await openPage({ width: 1280, height: 800 });
  try {
    const page = await opened.browser.newPage();
    page.setDefaultTimeout(120000);
    await page.goto(opened.address + 'lessons.html');
    const said = (words) => page.locator('#fault', { hasText: words }).waitFor();
    await said('“My lesson”, step 1 of 2');
    await page.fill('#step', '2');
    await said('step 2 of 2');
    const inside = () => page.frames()[1].evaluate(() => tenprobes.state());
    assert.equal((await inside()).lesson.ask, 'Does the best one become better?');
    assert.equal((await inside()).settings.device, 'pixel3');
    const lesson = JSON.parse(await page.inputValue('#text'));
    lesson.steps[0].point = 'the sky';
    await page.fill('#text', JSON.stringify(lesson));
    await said("points at the unknown 'the sky'");
    lesson.steps[0].point = 'world';
    lesson.title = 'Mended';
    await page.fill('#text', JSON.stringify(lesson));
    await said('“Mended”');
    await page.screenshot({ path: `${root}/build/screenshots/write-a-lesson.png` });
    assert.deepEqual(opened.faults, []);
  } finally {
    await opened.close();
  }
});
