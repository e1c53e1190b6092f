#!/usr/bin/env node
// What the page costs: bytes before the first picture and the time that they take, main-thread CPU a
// frame, a session, its own build.
//
//   node scripts/page_cost.mjs [--build] [CHECKOUT...]
//
// One column a checkout (default: this one) that has build/web, and for the sessions build/native; so
// `git worktree add ../before 1cfdd1c`, built, gives the figures of then beside those of now. --build
// first makes each build/web anew, as scripts/demo.sh does, without a compiler cache. CPU is
// the main thread's own (the browser's thread ticks), so other programs lengthen it little. How long it
// takes until the page is ready on a slow line is a clock's time, beside what the bytes alone take: for
// an idle machine. Prints a Markdown table.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { standBetween } from '../tests/web/between.mjs';
import { openBrowser, root, serve } from '../tests/web/browser.mjs';

const build = process.argv.includes('--build');
const checkouts = process.argv.slice(2).filter((word) => word !== '--build').map((path) => resolve(path));
if (checkouts.length === 0) checkouts.push(root);

/** A folder, each file as small as it stands there, and what was asked of it. */
async function serveAndCount(folder) {
  const server = await serve(folder), between = await standBetween(server.address);
  const stop = () => {
    between.stop();
    server.stop();
  };
  return { ...between, stop };
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(0) + ' kB';
const milliseconds = (ms) => ms.toFixed(1) + ' ms';

const line = { bitsPerSecond: 4e6, latency: 20 };  // a slow one; ms

/** Until the page is ready on that line, ms: the middle one of three first visits. */
async function slowStart(folder) {
  const server = await serveAndCount(folder);
  const times = [];
  for (let visit = 0; visit < 3; ++visit) {
    const { browser, close } = await openBrowser({ viewport: { width: 1440, height: 900 } });
    try {
      const page = browser.pages()[0] ?? await browser.newPage();
      page.setDefaultTimeout(300000);
      const devtools = await browser.newCDPSession(page);
      await devtools.send('Network.enable');
      await devtools.send('Network.emulateNetworkConditions', {
        offline: false, latency: line.latency, downloadThroughput: line.bitsPerSecond / 8,
        uploadThroughput: line.bitsPerSecond / 8,
      });
      await page.goto(server.address);
      times.push(await page.evaluate(() => tenprobes.ready.then(() => performance.now())));
    } finally {
      await close();
    }
  }
  server.stop();
  return times.sort((a, b) => a - b)[1];
}

async function pageFigures(checkout) {
  const folder = join(checkout, 'build/web');
  if (!existsSync(join(folder, 'index.html'))) return {};
  const server = await serveAndCount(folder);
  const { browser, close } = await openBrowser({ viewport: { width: 1440, height: 900 } });
  const page = browser.pages()[0] ?? await browser.newPage();
  page.setDefaultTimeout(300000);
  await page.addInitScript(() => {
    window.frames_drawn = 0;
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = (draw) => ask((now) => {
      ++window.frames_drawn;
      draw(now);
    });
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask' });
  });
  const devtools = await browser.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const drawn = () => page.evaluate(() => window.frames_drawn);
  /** Main-thread CPU of `work`, in all and a frame. */
  const cost = async (work) => {
    const before = [await spent(), await drawn()];
    await work();
    const ms = await spent() - before[0], frames = await drawn() - before[1];
    return { ms, frames, each: ms / Math.max(1, frames) };
  };
  const set = (settings) => page.evaluate((wanted) => tenprobes.set(wanted), settings);
  const rest = async () => {
    for (let last = -1, now = await drawn(), tries = 0; now !== last && tries < 4; ++tries) {
      await page.waitForTimeout(1200);
      [last, now] = [now, await drawn()];
    }
  };

  const figures = {};
  try {
    let asked = null;
    const start = await cost(async () => {
      await page.goto(server.address + '#v=1&play=0&rivals=none');
      await page.evaluate(() => tenprobes.ready);
      asked = server.asked.map((path) => path.slice(1) || 'index.html');
    });
    const listing = JSON.parse(readFileSync(join(folder, 'files.json')));
    const early = listing.first ? ['files.json', ...listing.first] : [...new Set(asked)];
    const sum = (names, compress) => names.reduce(
        (bytes, name) => bytes + compress(readFileSync(join(folder, name))).length, 0);
    figures['before the first picture, gzip'] = kilobytes(sum(early, (bytes) => gzipSync(bytes, { level: 9 })));
    figures['before the first picture, brotli'] = kilobytes(sum(early, brotliCompressSync));
    figures['requests before it'] = early.length;
    const seconds = (ms) => (ms / 1000).toFixed(2) + ' s';
    figures['ready at 4 Mbit/s and 20 ms'] = seconds(await slowStart(folder));
    figures['of that, the bytes\' own time'] = seconds(8000 * sum(early, brotliCompressSync) / line.bitsPerSecond);
    figures['start, main-thread CPU'] = milliseconds(start.ms);
    await page.evaluate(() => tenprobes.complete ?? navigator.serviceWorker.ready);
    await page.waitForTimeout(3000);
    figures['requests in all'] = server.asked.length;
    figures['of these asked twice'] = server.asked.length - new Set(server.asked).size;

    await rest();
    const opening = async (panel, settled) => {
      await page.evaluate(() => { window.longest = 0; });
      await cost(async () => {
        await set({ panel });
        await page.waitForTimeout(200);
        await rest();
      });
      return milliseconds(await page.evaluate(() => window.longest));
    };
    await set({ rivals: 'none', speed: 1.2, play: true, probes: 20 });
    await page.evaluate(() => tenprobes.act({ do: 'reset' }));
    figures['a frame while playing, CPU'] = milliseconds((await cost(() => page.waitForTimeout(6000))).each);
    await set({ speed: 20 });
    await page.waitForFunction(() => tenprobes.state().finished);
    await rest();
    figures['longest block, first opening of Proxies'] = await opening('proxies');
    figures['longest block, first opening of Predict'] = await opening('predict');
    figures['a frame with the pointer over Predict, CPU'] = milliseconds((await cost(async () => {
      for (let i = 0; i < 60; ++i) await page.mouse.move(450 + 6 * i, 200 + 4 * i);
    })).each);
    await set({ panel: 'devices', device: 'synthetic', play: false });
    await rest();
    figures['a frame while a slider moves in Devices, CPU'] = milliseconds((await cost(async () => {
      for (let i = 0; i < 30; ++i) {
        await set({ conv3x3: 2 + i / 10 });
        await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
      }
    })).each);
    await set({ device: 'raspi4', panel: 'world' });
    await rest();
    figures['a session of ten in the page, CPU'] = milliseconds(
      (await cost(() => page.evaluate(() => tenprobes.adapt({ device: 'pixel3', method: 'controller' })))).ms);
    await rest();
    const idle = await drawn();
    await page.waitForTimeout(2000);
    figures['frames in two seconds at rest'] = await drawn() - idle;
  } finally {
    await close();
    server.stop();
  }
  return figures;
}

/** User and system time of a command's process and those it started, ms. */
function cpuOf(command, args, options = {}) {
  const { stdout, status } = spawnSync(
    'bash', ['-c', 'TIMEFORMAT="%U %S"; { time "$@" > /dev/null 2>&1; } 2>&1', 'time', command, ...args],
    { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
  const [user, system] = stdout.trim().split('\n').at(-1).split(' ').map(Number);
  return 1000 * (user + system);
}

function sessionFigures(checkout) {
  const program = join(checkout, 'build/native/tenprobes');
  if (!existsSync(program)) return {};
  const figures = {};
  for (const method of ['random', 'controller']) {
    figures[`tenprobes adapt --method ${method}, CPU`] = milliseconds(cpuOf(
      program, ['adapt', '--device', 'raspi4', '--probes', '10', '--budget-quantile', '0.25', '--method', method, '--json']));
  }
  return figures;
}

/** Makes build/web from nothing. */
function buildFigures(checkout) {
  rmSync(join(checkout, 'build/web'), { recursive: true, force: true });
  const ms = cpuOf('bash', ['-c', 'cmake --preset web -DBUILD_TESTING=OFF &&' +
                                  ' cmake --build --preset web --target assembled_page'],
                   { cwd: checkout, env: { ...process.env, CCACHE_DISABLE: '1' } });
  return { 'the page from nothing, CPU': `${(ms / 1000).toFixed(0)} s` };
}

const columns = [];
for (const checkout of checkouts) {
  const built = build ? buildFigures(checkout) : {};
  columns.push({ ...await pageFigures(checkout), ...sessionFigures(checkout), ...built });
}
const names = [...new Set(columns.flatMap(Object.keys))];
const commit = (checkout) => execFileSync('git', ['-C', checkout, 'log', '-1', '--format=%h'], { encoding: 'utf8' }).trim();
console.log(`| what | ${checkouts.map(commit).join(' | ')} |\n| --- |${' ---: |'.repeat(columns.length)}`);
for (const name of names) console.log(`| ${name} | ${columns.map((figures) => figures[name] ?? '').join(' | ')} |`);
