// The npm package as its users have it: packed, installed, used in Node and in a page, and beside the
// command line.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { openBrowser, program, root, serve } from './browser.mjs';

const megabytes = (path) => statSync(path).size / 1e6;

/** Milliseconds that are the same in every run: 5 to 45. */
const latencyOf = (name) => {
  let hash = 7;
  for (const c of name) hash = (31 * hash + c.charCodeAt(0)) % 65521;
  return 5 + 40 * hash / 65521;
};

/** The session's document of `tenprobes session --external` with these latencies. */
async function native(...options) {
  const child = spawn(program, ['session', '--external', ...options], { stdio: ['pipe', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const document = JSON.parse(line);
    if (document.recommended !== undefined) return document;
    child.stdin.write(JSON.stringify({ latency_ms: latencyOf(document.architecture) }) + '\n');
  }
  throw new Error('no session');
}

const own = 'name,quality,gmacs\ntiny,71.2,0.3\nsmall,74.8,0.6\nmedium,78.1,1.8\nlarge,80.9,4.1\n';

describe('the npm package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenprobes-npm-'));
  let tenprobes, tarball;
  before(async () => {
    const npm = (...words) => execFileSync('npm', words, { cwd: folder, stdio: 'pipe' });
    npm('pack', join(root, 'build/web/library'));
    tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')));
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    npm('install', '--offline', '--no-audit', '--no-fund', tarball);
    tenprobes = await import(pathToFileURL(join(folder, 'node_modules/tenprobes/tenprobes.mjs')));
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (session) => {
    while (!session.finished) session.tell(latencyOf(session.ask()));
    return session.document();
  };

  test('is as small as it says', () => {
    assert.ok(megabytes(tarball) < 5.2, `${megabytes(tarball)} MB packed`);
    const core = join(folder, 'node_modules/tenprobes/tenprobes-core.wasm');
    assert.ok(megabytes(core) < 1.55, `${megabytes(core)} MB of core`);
  });

  for (const [space, method] of [['imagenet-pretrained', 'controller'], ['nas-bench-201', 'controller'],
                                 ['fbnet', 'belief'], ['ofa-mobilenetv3', 'controller'],
                                 ['nas-bench-201', 'edit']]) {
    test(`a session of ${space} by ${method} in Node is the command line's`, async () => {
      const opened = await tenprobes.Space.open(space);
      const session = await tenprobes.Session.start(
        opened, { budgetMs: 20, probes: 6, seed: 3, method });
      const here = run(session);
      const there = await native('--space', space, '--budget-ms', '20', '--probes', '6', '--seed', '3',
                                 '--method', method);
      assert.deepEqual(here.probes, there.probes);
      assert.equal(here.recommended.architecture, there.recommended.architecture);
      assert.deepEqual(session.recommend(), here.recommended);
      session.close();
      opened.close();
    });
  }

  test('a saved session goes on', async () => {
    const space = await tenprobes.Space.open('imagenet-pretrained');
    const options = { budgetQuantile: 0.3, probes: 5, where: ['mparams<=30'] };
    const whole = run(await tenprobes.Session.start(space, options));
    const begun = await tenprobes.Session.start(space, options);
    for (let i = 0; i < 8; ++i) begun.tell(latencyOf(begun.ask()));
    const loaded = await tenprobes.Session.load(begun.save(), space);
    assert.equal(loaded.probesLeft, begun.probesLeft);
    assert.deepEqual(run(loaded).probes, whole.probes);
  });

  test("a catalogue of one's own, and what probes tell", () => {
    const space = tenprobes.Space.parse(own, 'models.csv');
    assert.deepEqual(space.names, ['tiny', 'small', 'medium', 'large']);
    assert.deepEqual(space.quality, [71.2, 74.8, 78.1, 80.9]);
    assert.deepEqual(space.features.gmacs, [0.3, 0.6, 1.8, 4.1]);
    const { meanMs, deviationMs } = tenprobes.predict(space, { tiny: 3, large: 30 });
    assert.ok(meanMs[1] > meanMs[0] * 0.8 && meanMs[2] < meanMs[3] * 1.2);
    assert.ok(deviationMs.every((ms) => ms > 0));
    assert.equal(tenprobes.predict(space, [['tiny', 3]], ['large']).meanMs.length, 1);
  });

  test('what is wrong is one sentence', async () => {
    const { Space, Session, predict } = tenprobes;
    await assert.rejects(Space.open('nowhere'), /no space is called/);
    assert.throws(() => Space.parse('name,quality\na,b\n', 'x.csv'), /x\.csv/);
    const space = Space.parse(own);
    await assert.rejects(Session.start(space, { budgetMs: 3, method: 'magic' }), /magic/);
    await assert.rejects(Session.start(space, { budgetMs: 3, where: ['size<3'] }), /size/);
    assert.throws(() => predict(space, { tiny: -1 }), /positive/);
    const session = await Session.start(space, { budgetMs: 9, probes: 2 });
    const asked = session.ask();
    assert.throws(() => session.tell(NaN), /latency/);
    assert.equal(session.ask(), asked);
    const fbnet = await Space.open('fbnet');
    assert.equal(fbnet.size, 0);
    assert.throws(() => fbnet.names, /too many/);
    assert.equal(fbnet.sample(3).length, 3);
  });

  test('trains in a worker, and what it made is a controller', async () => {
    const points = [];
    const weights = await tenprobes.train({ kind: 'acquisition', steps: 600, seed: 5 },
                                          { onPoint: (point) => points.push(point) });
    assert.ok(points.at(-1).steps >= 600);
    const space = await tenprobes.Space.open('nas-bench-201');
    const document = run(await tenprobes.Session.start(space, { budgetMs: 25, probes: 4, weights }));
    const file = join(folder, 'mine.safetensors');
    writeFileSync(file, Buffer.from(weights));
    const there = await native('--budget-ms', '25', '--probes', '4', '--weights', file);
    assert.deepEqual(document.probes, there.probes);
    assert.equal(document.weights, there.weights);
    // Two at once, each with its own weights.
    const shipped = new Uint8Array(readFileSync(join(root, 'pretrained/controller.safetensors')));
    const [own, usual] = await Promise.all([weights, shipped].map((each) =>
        tenprobes.Session.start(space, { budgetMs: 25, probes: 4, weights: each })));
    assert.equal(run(own).weights, there.weights);
    assert.notEqual(run(usual).weights, there.weights);
    const edit = readFileSync(join(root, 'pretrained/controller-edit.safetensors'));
    const cells = await tenprobes.Space.open('nas-bench-201');
    run(await tenprobes.Session.start(cells, { budgetMs: 25, probes: 2, method: 'edit', weights: edit }));
    await assert.rejects(tenprobes.train({ steps: -1 }), /steps/);
    await assert.rejects(tenprobes.train({}, { signal: AbortSignal.timeout(50) }), /timeout/i);
  });

  test('in a page: the library, its worker and the element', async () => {
    writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>t</title>
      <script type="module" src="node_modules/tenprobes/playground.mjs"></script>
      <script type="importmap">{"imports": {"tenprobes": "./node_modules/tenprobes/tenprobes.mjs"}}</script>
      <tenprobes-playground space="fbnet" device="raspi4" probes="7" style="height: 600px">
      </tenprobes-playground>`);
    const server = await serve(folder);
    const { browser, close } = await openBrowser({ viewport: { width: 1000, height: 700 } });
    try {
      const page = browser.pages()[0];
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.setDefaultTimeout(120000);
      await page.goto(server.address);
      const found = await page.evaluate(async (latency) => {
        const latencyOf = new Function(`return ${latency}`)();
        const { Space, Session, train } = await import('tenprobes');
        const session = await Session.start(await Space.open('imagenet-pretrained'),
                                            { budgetMs: 20, probes: 6, seed: 3 });
        while (!session.finished) session.tell(latencyOf(session.ask()));
        const weights = await train({ kind: 'acquisition', steps: 300, seed: 5 });
        return { probes: session.probes, trained: weights.byteLength };
      }, String(latencyOf));
      const there = await native('--space', 'imagenet-pretrained', '--budget-ms', '20', '--probes', '6',
                                 '--seed', '3');
      assert.deepEqual(found.probes, there.probes);
      assert.ok(found.trained > 1000);
      const state = await page.evaluate(async () => {
        const element = document.querySelector('tenprobes-playground');
        const first = (await element.tenprobes).state();
        return { space: first.settings.space, device: first.settings.device, probes: first.settings.probes };
      });
      assert.equal(state.space, 'fbnet');
      assert.equal(state.device, 'raspi4');
      assert.equal(state.probes, 7);
      assert.deepEqual(faults, []);
    } finally {
      await close();
      server.stop();
    }
  });
});
