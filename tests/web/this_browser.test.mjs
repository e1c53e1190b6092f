// This browser as the device: the page measures it in a worker, the controller ends with a feasible
// measured network, and the page answers all the while.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openPage, picture, until } from './browser.mjs';

/** What holds of every session that was measured here. */
function assertMeasured(session, probes) {
  assert.equal(session.device_kind, 'measured');
  assert.equal(session.probes.length, probes);
  assert.equal(session.budget_probes.length, 6);
  for (const probe of [...session.probes, ...session.budget_probes]) {
    assert.ok(probe.latency_ms > 0 && probe.spread.repeats >= 10, JSON.stringify(probe));
    assert.ok(probe.spread.lower_quartile_ms <= probe.latency_ms &&
              probe.latency_ms <= probe.spread.upper_quartile_ms, JSON.stringify(probe));
  }
  const { feasible, architecture, latency_ms } = session.recommended;
  assert.ok(feasible && latency_ms <= session.budget_ms);
  assert.ok(session.probes.some(
    (probe) => probe.architecture === architecture && probe.latency_ms === latency_ms));
}

describe('this browser', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 900, height: 640 });
    page = opened.page;
    await page.evaluate(() => {
      // When the page was able to answer.
      window.answers = [];
      setInterval(() => window.answers.push(performance.now()), 20);
    });
  });
  after(() => opened?.close());

  /** The share of the time in which the page could not answer within 0.7 seconds. */
  async function heldUp(work) {
    await page.evaluate(() => { window.answers = [performance.now()]; });
    const result = await work();
    const answers = await page.evaluate(() => [...window.answers, performance.now()]);
    const pauses = answers.slice(1).map((at, i) => at - answers[i]);
    const held = pauses.filter((pause) => pause > 700).reduce((sum, pause) => sum + pause, 0);
    return { result, share: held / (answers.at(-1) - answers[0]) };
  }

  test('has to be measured before a link or a script may name it', async () => {
    const message = await page.evaluate(
      () => tenprobes.set({ device: 'this-browser' }).then(() => '', (error) => error.message));
    assert.match(message, /not measured yet/);
  });

  test('ends with a feasible measured recommendation, and stays responsive', async (t) => {
    // Drawing in software holds the page up by itself, the more so on a busy machine.
    const ordinary = await heldUp(() => page.waitForTimeout(5000));
    const { result: session, share } = await heldUp(() => page.evaluate(
      () => tenprobes.adapt({ device: 'this-browser', probes: 10, budgetQuantile: 0.5, seed: 1 })));
    assert.ok(page.workers().some((worker) => worker.url().startsWith('blob:')));
    assert.equal(session.format, 'tenprobes-session');
    assert.equal(session.method, 'controller');
    assertMeasured(session, 10);
    // Latencies are this machine's own: only 3x3 convolutions take longer than only skips.
    const of = (operation) => session.budget_probes.find(
      (probe) => probe.architecture.split(operation).length === 7).latency_ms;
    assert.ok(of('nor_conv_3x3') > 2 * of('skip_connect'));
    const state = await page.evaluate(() => tenprobes.state());
    assert.ok(state.this_browser.clock_tick_us > 0);
    assert.deepEqual(state.recommended.index, session.recommended.index);
    t.diagnostic(`held up for ${(100 * share).toFixed(0)} % of the time, else ` +
                 `${(100 * ordinary.share).toFixed(0)} %, clock tick ` +
                 `${state.this_browser.clock_tick_us.toPrecision(3)} us, recommended ` +
                 `${session.recommended.latency_ms.toFixed(3)} of ${session.budget_ms.toFixed(3)} ms`);
    assert.ok(share < Math.max(0.5, 1.3 * ordinary.share),
              `the page did not answer for ${(100 * share).toFixed(0)} % of the time`);
    await picture(page, 'this-browser');
  });

  test('a person measures networks too', async () => {
    await page.evaluate(() => tenprobes.act({ do: 'probe', index: 1835 }));
    await until(page, (state) => state.person.length === 1);
    const { person } = await page.evaluate(() => tenprobes.state());
    assert.ok(person[0].latency_ms > 0);
  });

  test('becomes a twin that can be saved', async () => {
    await page.evaluate(() => tenprobes.act({ do: 'fit-twin' }));
    const state = await page.evaluate(() => tenprobes.state());
    assert.equal(state.device.kind, 'twin');
  });

  test('measuring can be stopped and begun again', async () => {
    await page.evaluate(() => tenprobes.act({ do: 'measure-here' }));
    await until(page, (state) => state.this_browser.collected >= 1);
    await page.evaluate(() => tenprobes.act({ do: 'stop-measuring' }));
    const stopped = await page.evaluate(() => tenprobes.state());
    assert.equal(stopped.this_browser.calibrating, false);
    await page.waitForTimeout(1500);
    const later = await page.evaluate(() => tenprobes.state());
    assert.equal(later.this_browser.collected, stopped.this_browser.collected);
    assert.ok(stopped.this_browser.collected < 6);
    await page.evaluate(() => tenprobes.act({ do: 'measure-here' }));
    await until(page, (state) => state.settings.device === 'this-browser');
    await until(page, (state) => state.finished);
  });

  test('layered networks run here, too: FBNet', async (t) => {
    const session = await page.evaluate(() => tenprobes.adapt(
      { space: 'fbnet', device: 'this-browser', probes: 2, budgetQuantile: 0.5, seed: 1 }));
    assert.equal(session.space, 'fbnet');
    assertMeasured(session, 2);
    // The budget's networks begin with one of the least work and one of the most.
    assert.ok(session.budget_probes[1].latency_ms > session.budget_probes[0].latency_ms);
    assert.match(await page.textContent('#in-words'), /Device this-browser \(measured\)/);
    t.diagnostic(`recommended ${session.recommended.latency_ms.toFixed(2)} of ${session.budget_ms.toFixed(2)} ms`);
    await page.evaluate(() => tenprobes.set({ tab: 'device' }));
    await picture(page, 'this-browser-fbnet');
  });

  test('a space whose blocks are not known cannot, in a sentence', async () => {
    const message = await page.evaluate(async (file) => {
      await tenprobes.loadSpace(file);
      return tenprobes.act({ do: 'measure-here' }).then(() => '', (error) => error.message);
    }, JSON.stringify({
      format: 'tenprobes-space', version: 1, name: 'priced',
      units: { macs: 1e6, activations: 1e6, parameters: 1e6 }, kinds: { dense: 'dense' },
      shapes: { a: { light: [['dense', 1, 1, 1, 1, 8]], heavy: [['dense', 2, 1, 1, 1, 8]] } },
      positions: ['a', 'a', 'a'], quality: { kind: 'macs' } }));
    assert.match(message, /'light' of shape 'a' is written as a list of numbers, .* not run/);
  });

  test('nothing went wrong', () => assert.deepEqual(opened.faults, []));
});

test('it works on a phone', async () => {
  const opened = await openPage({ width: 390, height: 844, isMobile: true, hasTouch: true,
                                  fragment: '#v=1&tab=device' });
  try {
    const session = await opened.page.evaluate(
      () => tenprobes.adapt({ device: 'this-browser', probes: 4, budgetQuantile: 0.5, method: 'bayes' }));
    assert.ok(session.recommended.feasible);
    await opened.page.evaluate(() => tenprobes.set({ tab: 'device' }));
    await picture(opened.page, 'this-browser-phone');
  } finally {
    await opened.close();
  }
});
