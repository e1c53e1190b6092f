// The page and the command line are one program: of a hundred random sessions, in every search space,
// each comes out with the same probes, the same recommendation and figures within 1e-5.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { difference } from './agreement.mjs';
import { openPage, program, root } from './browser.mjs';

const presets = (folder) => readdirSync(join(root, 'assets/devices', folder))
    .filter((file) => /\.(json|csv)$/.test(file)).map((file) => file.replace(/\.(json|csv)$/, ''));
const spaces = {
  'nas-bench-201': { sessions: 40, devices: presets('.') },
  fbnet: { sessions: 20, devices: presets('fbnet') },
  'ofa-mobilenetv3': { sessions: 15, devices: [] },
  'imagenet-pretrained': { sessions: 30, devices: presets('imagenet-pretrained') },
};
const methods = ['controller', 'edit', 'belief', 'bayes', 'random', 'local', 'local-plain', 'evolution', 'fixed'];

/** A generator of whole numbers below `count`, the same in every run (mulberry32). */
function generator(seed) {
  return (count) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % count;
  };
}

describe('random sessions', () => {
  let opened;
  before(async () => {
    opened = await openPage({ width: 800, height: 500, fragment: '#v=1&play=0&rivals=none' });
  });
  after(() => opened?.close());

  for (const [space, { sessions, devices }] of Object.entries(spaces)) {
    test(`${space}: ${sessions} come out as on the command line`, { timeout: 600000 }, async () => {
      const draw = generator(2026 + space.length);
      let refused = 0;  // by both alike, such as a method that a space has not
      for (let i = 0; i < sessions; ++i) {
        const request = {
          space, method: methods[draw(methods.length)], seed: draw(1000), probes: 1 + draw(6),
          budgetQuantile: (5 + draw(80)) / 100,
          device: devices.length && draw(3) ? devices[draw(devices.length)] : `synthetic:${draw(1000)}`,
        };
        const args = ['adapt', '--json', '--space', space, '--device', request.device, '--method', request.method, '--seed',
                      String(request.seed), '--probes', String(request.probes), '--budget-quantile', String(request.budgetQuantile)];
        const [native, web] = await Promise.all([
          Promise.resolve().then(() => {
            try {
              return JSON.parse(execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
            } catch (error) {
              return { refused: String(error.stderr ?? error).length > 0 };
            }
          }),
          opened.page.evaluate((wanted) => tenprobes.adapt(wanted).catch(() => ({ refused: true })), request),
        ]);
        assert.equal(difference(native, web), '', JSON.stringify(request));
        refused += Boolean(native.refused);
      }
      assert.ok(refused <= sessions / 3, `${refused} were refused`);
    });
  }
});
