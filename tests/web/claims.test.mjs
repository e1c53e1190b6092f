// What the lessons say is so: the numbers that their texts rely on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { doStep, firstDevice, openPage, program, root, until } from './browser.mjs';

const ask = (...words) => execFileSync(program, words, { encoding: 'utf8', maxBuffer: 64 << 20 });

describe('what lessons claim', () => {
  let opened, page;
  before(async () => {
    opened = await openPage({ width: 1280, height: 800, fragment: '#v=1&play=0&speed=20&shuffle=1&seed=9&device=fpga' });
    page = opened.page;
  });
  after(() => opened?.close());

  const state = () => page.evaluate(() => tenprobes.state());
  const act = (action) => page.evaluate((a) => tenprobes.act(a), action);
  const set = (settings) => page.evaluate((s) => tenprobes.set(s), settings);
  /** The lesson at that step, those before it done. */
  const lessonAt = async (name, step) => {
    await page.evaluate((lesson) => tenprobes.lesson(lesson), name);
    while ((await state()).lesson.step < step) {
      await doStep(page);
      await act({ do: 'next' });
    }
    return state();
  };
  const play = async () => {
    while (!(await state()).finished) await act({ do: 'step' });
    return state();
  };
  const device = (name) => JSON.parse(readFileSync(join(root, 'assets/devices', name + '.json')));
  const models = () => {
    const [head, ...rows] = readFileSync(join(root, 'assets/spaces/imagenet-pretrained.csv'), 'utf8')
        .split('\n').filter((line) => line && line[0] !== '#').map((line) => line.split(','));
    return new Map(rows.map((row) => [row[0], Object.fromEntries(
        head.map((name, i) => [name, i === 0 || name === 'group' ? row[i] : Number(row[i])]))]));
  };

  test('a lesson begins in a session of its own', async () => {
    const { settings } = await lessonAt('the-map', 1);
    assert.equal(settings.shuffle, false);
    assert.equal(settings.seed, 1);
    assert.equal(settings.device, firstDevice);
  });

  test('1: the number to watch is told, and becomes true by building', async () => {
    const before = await lessonAt('what-is-an-architecture', 3);
    assert.equal(before.lesson.watched.fact, 'macs');
    assert.equal(before.lesson.watched.aim, 'at most 60');
    assert.equal(before.space.size, 15625);
    await doStep(page);
    const after = await state();
    assert.ok(after.lesson.watched.value <= 60 && after.lesson.done);
  });

  test('2: on the GPU at batch 1 a 1x1 convolution costs nearly as much as a 3x3', () => {
    const { model } = device('1080ti_1');
    const cost = (name) => model.operation_ms[name] + model.launch_ms;
    assert.ok(cost('nor_conv_1x1') > 0.7 * cost('nor_conv_3x3'), JSON.stringify(model));
    assert.ok(cost('skip_connect') < 0.3 * cost('nor_conv_1x1'), JSON.stringify(model));
  });

  test('3: the best by score loses about a third of a point of accuracy', () => {
    const [head, ...lines] = ask('table', '--accuracy', 'estimate').split('\n').filter((line) => line && line[0] !== '#').map((line) => line.split(','));
    const rows = lines.map((line) => ({ quality: Number(line[head.indexOf('quality')]),
                                        accuracy: Number(line[head.indexOf('accuracy')]) }));
    assert.equal(rows.length, 15625);
    const best = (name) => rows.reduce((a, b) => b[name] > a[name] ? b : a);
    const lost = best('accuracy').accuracy - best('quality').accuracy;
    assert.ok(lost > 0.25 && lost < 0.42, `${lost} points`);
  });

  test('4: Eyeriss agrees least with most GPUs; the proxy that the lesson starts on loses much', async () => {
    const gpus = ['1080ti_1', '1080ti_32', 'titanx_256'];
    const others = ['gold_6226', 'silver_4114', 'eyeriss'];
    const { names, srcc } = JSON.parse(ask('correlate', '--json', '--device', ...gpus, ...others));
    const mean = (name) => gpus.reduce(
        (sum, gpu) => sum + srcc[names.indexOf(gpu)][names.indexOf(name)], 0) / gpus.length;
    for (const cpu of ['gold_6226', 'silver_4114']) assert.ok(mean('eyeriss') < mean(cpu) - 0.05);
    const now = await lessonAt('devices-disagree', 3);
    assert.equal(now.settings.proxy, '1080ti_1');
    const proxied = (await play()).regret.at(-1);
    await set({ method: 'controller' });
    const own = (await play()).regret.at(-1);
    assert.ok(proxied > 10, `${proxied} % of those that fit are better than one proxy's`);
    assert.ok(own < 1, `${own} % are better than the controller's`);
  });

  test('5: three measurements predict better than counting, and intervals hold', async () => {
    await lessonAt('predict-from-ten', 2);
    await until(page, (now) => now.prediction?.curves?.macs?.length > 2 && now.prediction.curves.bayes.length > 2);
    const { curves } = (await state()).prediction;
    assert.ok(curves.macs[2] < 0.9, `${curves.macs[2]}`);
    assert.ok(curves.bayes[2] > curves.macs[2] + 0.05, `${curves.bayes[2]}`);
    await doStep(page);
    await act({ do: 'next' });
    await play();
    await until(page, (now) => now.prediction?.srcc > 0.95 && now.prediction.coverage90 > 80);
  });

  test('6: random search is about as bad on average as in its one session; the controller is not', async () => {
    await lessonAt('searching-by-hand', 3);
    const random = (await play()).regret.at(-1);
    await until(page, (now) => now.race.find((lane) => lane.method === 'random')?.sessions === 12);
    const mean = (await state()).race.find((lane) => lane.method === 'random').mean_regret.at(-1);
    assert.ok(random > 1 && mean > 1 && mean < 4 * random && random < 4 * mean, `${random} %, ${mean} % on average`);
    await set({ method: 'controller' });
    const controller = (await play()).regret.at(-1);
    assert.ok(controller < mean / 4, `${controller} %`);
  });

  test('7: ten probes suffice on a real device; the controller is its untrained start', async () => {
    const { settings } = await lessonAt('imagined-devices', 3);
    assert.equal(settings.device, 'pixel3');
    const { regret } = await play();
    assert.ok(regret.at(-1) < 1, `${regret}`);
    const folder = mkdtempSync(join(tmpdir(), 'untrained-'));
    ask('train', '--steps', '0', '--out', join(folder, 'start.safetensors'));
    assert.deepEqual(readFileSync(join(folder, 'start.safetensors')),
                     readFileSync(join(root, 'pretrained/controller.safetensors')));
    rmSync(folder, { recursive: true });
  });

  test('8: the honest session ends near the best, the shuffled one far from it', async () => {
    await lessonAt('watch-it-adapt', 1);
    const honest = await play();
    assert.ok(honest.regret[0] > 5, 'the first probe is not the answer yet');
    assert.ok(honest.regret.at(-1) < 1 && honest.recommended.feasible, `${honest.regret}`);
    await lessonAt('watch-it-adapt', 3);
    const shuffled = await play();
    assert.ok(shuffled.settings.shuffle);
    assert.ok(shuffled.regret.at(-1) > 20, `${shuffled.regret}`);
    assert.equal(shuffled.recommended.feasible, false);
    assert.ok(shuffled.recommended.latency_ms > shuffled.budget_ms);
  });

  test('10: the last layers have images of 4x4', () => {
    const { positions, shapes } = JSON.parse(readFileSync(join(root, 'assets/spaces/fbnet.json')));
    assert.equal(positions.length, 22);
    assert.equal(shapes[positions.at(-1)].mbconv.side, 4);
  });

  test('10: ten probes end within a tenth of the best known of 9^22, far above random ones', async () => {
    await lessonAt('layers-not-cells', 5);
    await set({ rivals: 'random' });
    await play();
    await until(page, (now) => now.race.find((lane) => lane.method === 'random').sessions >= 6);
    const now = await state();
    assert.ok(now.regret.at(-1) < 10, `${now.regret}`);
    const random = now.race.find((lane) => lane.method === 'random').mean_regret.at(-1);
    assert.ok(random > 2 * now.regret.at(-1) + 5, `${random} %`);
  });

  test('11: MACs name a model that is too slow; the one found has more of them, fits, and is better', async () => {
    const all = models();
    const start = await lessonAt('which-model', 1);
    const counted = all.get(start.network.architecture);
    assert.equal(counted.name, 'tf_efficientnet_b4.ns_jft_in1k@380');
    const macs = [...all.values()].map((model) => model.gmacs).sort((a, b) => a - b);
    const half = macs[Math.floor(macs.length / 2)];
    assert.ok(counted.gmacs <= half && half < 6.1, `half have at most ${half}`);
    assert.equal(counted.quality, Math.max(...[...all.values()].filter((m) => m.gmacs <= half).map((m) => m.quality)));
    await doStep(page);
    const slow = await state();
    assert.ok(slow.person[0].latency_ms > 2 * slow.budget_ms);
    await lessonAt('which-model', 4);
    const found = await state(), model = all.get(found.recommended.architecture);
    assert.ok(found.recommended.feasible && model.quality > counted.quality, model.name);
    assert.ok(model.gmacs > 3.5 * counted.gmacs, `${model.gmacs} billion`);
    assert.ok(model.mactivations < counted.mactivations / 1.8, `${model.mactivations} million`);
    assert.ok(counted.mparams < model.mparams / 3);
    await lessonAt('which-model', 6);
    await play();
    assert.notEqual((await state()).recommended.architecture, model.name);
  });

  test('12: one device is served with 3x3 kernels, the other with large ones and a deep first stage', async () => {
    const layers = (network) => network.split('|').slice(0, 20);
    const kernels = (network, side) => layers(network).filter((layer) => layer.startsWith('k' + side)).length;
    const depths = (network) => [0, 4, 8, 12, 16].map(
        (first) => layers(network).slice(first, first + 4).filter((layer) => layer !== 'absent').length);
    const one = (await lessonAt('a-supernet', 4)).recommended;
    assert.ok(one.feasible && kernels(one.architecture, 3) > 0.8 * layers(one.architecture)
        .filter((layer) => layer !== 'absent').length, one.architecture);
    assert.ok(depths(one.architecture).filter((depth) => depth === 2).length >= 4, one.architecture);
    const other = (await lessonAt('a-supernet', 6)).recommended;
    assert.ok(other.feasible && kernels(other.architecture, 7) > 2 * kernels(other.architecture, 3), other.architecture);
    assert.equal(depths(other.architecture)[0], 4);
    assert.ok(Math.max(...depths(other.architecture).slice(1)) < 4);
    assert.deepEqual(opened.faults, []);
  });
});
