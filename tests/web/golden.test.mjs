// Links and files of version 0.1 open in a real browser (tests/golden/README.md).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openPage, root, until } from './browser.mjs';

const golden = join(root, 'tests/golden');
const read = (file) => readFileSync(join(golden, file), 'utf8');

let opened, page;
before(async () => {
  opened = await openPage({ width: 1000, height: 640, fragment: '#v=1&play=0&rivals=none' });
  page = opened.page;
});
after(() => opened?.close());

const state = () => page.evaluate(() => tenprobes.state());

/** The golden document's members, numbers to `tolerance`; `now` may have more. */
function assertSame(was, now, where, tolerance = 1e-9) {
  if (typeof was === 'number') {
    assert.ok(Math.abs(was - now) <= tolerance * Math.abs(was), `${where}: was ${was}, is ${now}`);
  } else if (was && typeof was === 'object') {
    if (Array.isArray(was)) assert.equal(now?.length, was.length, where);
    for (const key of Object.keys(was)) assertSame(was[key], now?.[key], `${where}/${key}`, tolerance);
  } else {
    assert.equal(now, was, where);
  }
}

for (const link of JSON.parse(read('old/links.json'))) {
  test(`the link '${link.name}' shows what it was made of`, async () => {
    await page.goto('about:blank');
    await page.goto(opened.address + '#' + link.fragment);
    await page.evaluate(() => tenprobes.ready);
    const probes = link.probes.length ?? link.probes;
    for (let i = 0; i < probes; ++i) await page.evaluate(() => tenprobes.act({ do: 'step' }));
    const now = await state();
    assert.equal(now.message, '');
    assert.equal(now.settings.space, link.space);
    assert.equal(now.device.name, link.device);
    // FBNet's exact twins have a noise of some 1e-7, and another draw of it is as good.
    assertSame(link.person, now.person, 'person', link.space === 'fbnet' ? 1e-5 : 1e-9);
    // A link says what to search with; what these methods propose is what this version knows.
    const byBelief = ['controller', 'belief', 'bayes'].includes(now.settings.method);
    if (link.space !== 'fbnet' && !byBelief) assertSame(link.probes, now.probes, link.name);
  });
}

test('the same session comes out as on the command line', async () => {
  for (const name of ['controller-raspi4', 'edit', 'bayes', 'evolution']) {
    const was = JSON.parse(read(`figures/session-${name}.json`));
    const { device, method, seed, probes, budget_quantile: budgetQuantile } = was;
    const request = { space: 'nas-bench-201', device, method, seed, probes: probes.length, budgetQuantile };
    assertSame(was, await page.evaluate((wanted) => tenprobes.adapt(wanted), request), name);
  }
});

for (const file of ['page-session', 'page-fbnet-session', 'fbnet-session', 'page-device', 'page-fbnet-device']) {
  test(`${file}.json opens`, async () => {
    const text = read(`old/${file}.json`), saved = JSON.parse(text);
    await page.evaluate(([bytes, name]) => tenprobes.loadDevice(bytes, name), [text, `${file}.json`]);
    if (saved.probes) await until(page, (now, count) => now.probes.length === count, saved.probes.length);
    const now = await state();
    assert.equal(now.message, '');
    if (!saved.probes) return;
    assertSame(saved.probes.map((probe) => probe.latency_ms), now.probes.map((probe) => probe.latency_ms), file);
    assert.equal(now.device.name, saved.device);
  });
}
