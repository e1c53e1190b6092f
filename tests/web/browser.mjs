// A served page in a real browser, for the tests.
//
//   const { page, close } = await openPage({ width: 1440, height: 900 });
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = join(root, 'build/native/tenprobes');
export const data = process.env.TENPROBES_DATA ?? join(root, '../shared/data');
/** What the page opens with: web/app/settings.h. */
export const firstDevice = '1080ti_1';
export const raspi4 = join(data, 'help/nasbench201/latency/raspi4.pt');
export const withoutData = existsSync(raspi4) ? false : `no benchmark data in ${data}`;

export const screenshots = join(root, 'build/screenshots');
mkdirSync(screenshots, { recursive: true });

/** Serves a folder; resolves to its address and a function that ends the server. */
export function serve(folder = join(root, 'build/web')) {
  const server = spawn('python3', [join(root, 'scripts/serve.py'), '--port', '0', folder],
                       { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    server.stdout.once('data', (line) => resolve({ address: String(line).trim(), stop: () => server.kill() }));
  });
}

/** Headless Chromium that draws WebGL 2 in software, with a profile of its own. */
export async function openBrowser({ args = [], ...context } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'tenprobes-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.TENPROBES_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
           '--disable-quic', '--no-first-run', '--disable-background-networking',
           '--disable-component-update', '--disable-sync', ...args],
    ...context,
  });
  const close = async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { browser, close };
}

/**
 * The page, loaded and ready. `faults` collects what it reports as errors, `requests` the addresses
 * it asked for.
 */
export async function openPage({ width = 1440, height = 900, fragment = '', ...context } = {}) {
  const server = await serve();
  const { browser, close } = await openBrowser({ viewport: { width, height }, ...context });
  const page = browser.pages()[0] ?? await browser.newPage();
  page.setDefaultTimeout(120000);
  const faults = [], requests = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  browser.on('request', (request) => requests.push(request.url()));
  await page.goto(server.address + fragment);
  await page.evaluate(() => tenprobes.complete);
  return {
    page, faults, requests, address: server.address, browser,
    close: async () => {
      await close();
      server.stop();
    },
  };
}

/** Resolves once `condition(state, argument)`, evaluated in the page, holds. */
export async function until(page, condition, argument) {
  const holds = () => page.evaluate(`(${condition})(tenprobes.state(), ${JSON.stringify(argument)})`);
  for (let tries = 0; !(await holds()); ++tries) {
    if (tries > 600) throw new Error(`it does not come true: ${condition}`);
    await page.waitForTimeout(200);
  }
}

/** Drops a file on the page, as from a folder. */
export function drop(page, name, text) {
  return page.evaluate(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    document.getElementById('canvas').dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [name, text]);
}

/** A picture in build/screenshots. */
export async function picture(page, name) {
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(screenshots, name + '.png'), timeout: 120000 });
}

/** Does what the step of the lesson at hand asks for; resolves once it may be left. */
export async function doStep(page) {
  const { lesson, settings } = await page.evaluate(() => tenprobes.state());
  const act = (action) => page.evaluate((a) => tenprobes.act(a), action);
  const set = (changed) => act({ do: 'set', settings: changed });
  if (lesson.ask) {
    await act({ do: 'answer', choice: lesson.answers.findIndex((answer) => answer.right) });
  } else if (lesson.until?.changed) {
    const key = lesson.until.changed;
    const devices = settings.space === 'imagenet-pretrained'
        ? ['fp32-nchw-pt240-cpu-i7_12700h-dynamo'] : ['1080ti_1', 'pixel3'];
    const others = { panel: ['world', 'map'], device: devices, method: ['bayes', 'one-proxy'],
                     shuffle: [true, false], launch: [2, 3], budget: [0.1, 0.5],
                     network: settings.space === 'fbnet' ? ['8'.repeat(22), '3'.repeat(22)] : ['0'.repeat(21)] }[key];
    await set({ [key]: others.find((value) => value !== settings[key]), play: false });
  } else {
    switch (lesson.until?.fact) {
      case 'edits':  // ends with the dearest cell: no later step is done by it
        for (const operation of [0, 3]) {
          for (let edge = 0; edge < 6; ++edge) await act({ do: 'edit', edge, operation });
        }
        break;
      case 'macs':
        for (let edge = 0; edge < 6; ++edge) await act({ do: 'edit', edge, operation: 0 });
        break;
      case 'quality':
        await act({ do: 'cell', index: 12970 });
        break;
      case 'person':
        for (const index of [1, 2, 3]) await act(settings.space === 'nas-bench-201' ? { do: 'probe', index } : { do: 'probe' });
        break;
      case 'person_regret':  // the best that fits, which a person sees in the cloud
        await act({ do: 'probe', index: (await page.evaluate(() => {
          const { device, budget_ms } = tenprobes.state();
          return tenprobes.adapt({ method: 'oracle', probes: 1, budgetMs: budget_ms, device: device.name });
        })).recommended.index });
        break;
      case 'probes':
        for (let i = 0; i < 4; ++i) await act({ do: 'step' });
        break;
      case 'finished':
        while (!(await page.evaluate(() => tenprobes.state())).finished) await act({ do: 'step' });
        break;
      case 'drawn':
        await act({ do: 'imagine', count: 100 });
        break;
      case 'noise':
        await set({ device: 'synthetic', noise: 0.2 });
        break;
    }
  }
  await until(page, (state) => state.lesson.done);
}
