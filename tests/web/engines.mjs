// The served page in Firefox and in WebKitGTK, Safari's engine: Debian's own builds, in a window on a
// virtual screen, as neither draws WebGL without one.
//
//   const { page, close } = await openEngine('webkit', address);
//   await page.evaluate(() => tenprobes.ready);
//
// `page` has of Playwright's what the helpers in browser.mjs use: evaluate(function or text, argument),
// waitForTimeout(ms); and tap(x, y).
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

const width = 1280, height = 800;

/** A virtual screen; resolves to its name, as in DISPLAY, and a function that ends it. */
async function openScreen() {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height + 200}x24`],
                       { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((resolve, reject) => {
    screen.once('error', reject);
    screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    screen.stdio[3].once('data', (text) => resolve(String(text).trim()));
  });
  return { display: ':' + number, stop: () => screen.kill() };
}

/** A tap as WebDriver's actions. */
const tapping = (x, y) => [{
  type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' },
  actions: [{ type: 'pointerMove', duration: 0, x, y }, { type: 'pointerDown', button: 0 },
            { type: 'pause', duration: 50 }, { type: 'pointerUp', button: 0 }],
}];

async function openFirefox(display, address) {
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: false,
    env: { ...process.env, DISPLAY: display }, defaultViewport: { width, height }, protocolTimeout: 120000,
    extraPrefsFirefox: { 'webgl.force-enabled': true, 'dom.w3c_touch_events.enabled': 1, 'gfx.webrender.software': true },
  });
  const page = await browser.newPage();
  await page.goto(address);
  return {
    page: {
      evaluate: (body, argument) => page.evaluate(body, argument),
      waitForTimeout: wait,
      // Not page.touchscreen, whose finger of half a pixel this Firefox refuses.
      tap: (x, y) => page.mainFrame().browsingContext.performActions(tapping(x, y)),
    },
    close: () => browser.close(),
  };
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

async function openWebKit(display, address) {
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`],
                       { env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }, stdio: 'ignore' });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`,
                                 { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; ++tries) {  // until it listens
    try {
      await ask('GET', 'status');
      break;
    } catch (error) {
      if (tries === 100) throw error;
      await wait(100);
    }
  }
  const { sessionId } = await ask('POST', 'session', { capabilities: { alwaysMatch: {
    'webkitgtk:browserOptions': {
      binary: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', args: ['--automation'],
    },
  } } });
  const session = `session/${sessionId}/`;
  await ask('POST', session + 'timeouts', { script: 120000, pageLoad: 120000 });
  await ask('POST', session + 'window/rect', { x: 0, y: 0, width, height });
  await ask('POST', session + 'url', { url: address });
  return {
    page: {
      evaluate: async (body, argument) => {
        const work = typeof body === 'function' ? `(${body})(given)` : body;
        const { value, message } = await ask('POST', session + 'execute/async', {
          script: `const [given, done] = arguments;
                   (async () => ${work})().then((value) => done({ value }), ({ message }) => done({ message }));`,
          args: [argument ?? null],
        });
        if (message !== undefined) throw new Error(message);
        return value;
      },
      waitForTimeout: wait,
      tap: (x, y) => ask('POST', session + 'actions', { actions: tapping(x, y) }),
    },
    close: async () => {
      await ask('DELETE', session.slice(0, -1));
      driver.kill();
    },
  };
}

/** Opens `address` in 'firefox' or 'webkit'. */
export async function openEngine(engine, address) {
  const screen = await openScreen();
  try {
    const { page, close } = await { firefox: openFirefox, webkit: openWebKit }[engine](screen.display, address);
    return {
      page,
      close: async () => {
        await close();
        screen.stop();
      },
    };
  } catch (error) {
    screen.stop();
    throw error;
  }
}
