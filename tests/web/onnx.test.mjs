// Exported networks: ONNX's own checker finds nothing, and an independent runtime, onnxruntime's
// WebAssembly build, computes what core/network does, on at least 50 architectures, disconnected
// ones included.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as ort from 'onnxruntime-web';

import { openPage, program } from './browser.mjs';

const python = process.env.TENPROBES_PYTHON ?? '/usr/bin/python3';  // Debian's, which has onnx
const closeEnough = 1e-4;

describe('ONNX', () => {
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenprobes-onnx-'));
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function exported(name, ...options) {
    const file = join(folder, name + '.onnx'), reference = join(folder, name + '.json');
    const report = JSON.parse(execFileSync(
        program, ['export', '--json', '--out', file, '--reference', reference, ...options]));
    return { file, report, ...JSON.parse(readFileSync(reference)) };
  }

  /** Throws where ONNX's checker, with shape inference, finds a fault. */
  function check(files) {
    execFileSync(python, ['-c', 'import sys, onnx\nfor name in sys.argv[1:]:\n' +
                                '  onnx.checker.check_model(onnx.load(name), full_check=True)',
                          ...files], { stdio: 'pipe' });
  }

  async function largestDifference({ file, shape, images, logits, report }) {
    const session = await ort.InferenceSession.create(readFileSync(file));
    assert.deepEqual([...session.inputNames, ...session.outputNames], ['images', 'logits']);
    const output = (await session.run(
        { images: new ort.Tensor('float32', Float32Array.from(images), shape) })).logits;
    await session.release();
    assert.deepEqual([...output.dims], [report.batch, report.classes]);
    assert.equal(output.data.length, logits.length);
    assert.ok(Math.max(...logits.map(Math.abs)) > 1e-3, 'an answer of zeros shows nothing');
    return Math.max(...logits.map((logit, i) => Math.abs(logit - output.data[i])));
  }

  test('60 architectures, disconnected ones included', async (t) => {
    const disconnected = [
      '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|',
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|none~0|none~1|none~2|',
      '|none~0|+|none~0|skip_connect~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|',
      '|none~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|none~2|',
    ].map((text) => ['--architecture', text]);
    const uniform = ['skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'].map(
        (o) => ['--architecture', `|${o}~0|+|${o}~0|${o}~1|+|${o}~0|${o}~1|${o}~2|`]);
    const spread = Array.from({ length: 52 }, (_, i) => ['--index', String(i * 300 + 7)]);
    const networks = [...disconnected, ...uniform, ...spread].map(
        (options, i) => exported('network-' + i, ...options));
    check(networks.map((network) => network.file));
    let largest = 0;
    for (const network of networks) {
      const difference = await largestDifference(network);
      assert.ok(difference <= closeEnough, `${network.report.architecture}: ${difference}`);
      largest = Math.max(largest, difference);
    }
    t.diagnostic(`${networks.length} networks, largest difference ${largest.toExponential(2)}`);
  });

  /** Whole numbers below `count`, always the same ones. */
  function draws(seed) {
    let state = seed;
    return (count) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor(state / 65536) % count;
    };
  }

  const layered = {
    'fbnet': (below) => {
      const blocks = ['k3_e1', 'k3_e1_g2', 'k3_e3', 'k3_e6', 'k5_e1', 'k5_e1_g2', 'k5_e3', 'k5_e6', 'skip'];
      return Array.from({ length: 22 }, () => blocks[below(blocks.length)]).join('|');
    },
    'ofa-mobilenetv3': (below) => {
      const layers = [false, true, false, true, true].flatMap((squeeze) => {
        const depth = 2 + below(3);
        return Array.from({ length: 4 }, (_, layer) => layer >= depth ? 'absent' :
            `k${[3, 5, 7][below(3)]}_e${[3, 4, 6][below(3)]}${squeeze ? '_se' : ''}`);
      });
      return [...layers, `r${128 + 4 * below(25)}`].join('|');
    },
  };
  for (const [space, draw] of Object.entries(layered)) {
    test(`52 networks of ${space}`, async (t) => {
      const below = draws(3);
      let largest = 0;
      for (let i = 0; i < 52; ++i) {
        const network = exported(`${space}-${i}`, '--space', space, '--architecture', draw(below),
                                 ...(i < 2 ? ['--batch', '2'] : []),
                                 ...(i % 5 === 0 ? ['--opset', String(9 + i % 9)] : []));
        check([network.file]);
        const difference = await largestDifference(network);
        assert.ok(difference <= closeEnough, `${network.report.architecture}: ${difference}`);
        largest = Math.max(largest, difference);
        rmSync(network.file);
      }
      t.diagnostic(`largest difference ${largest.toExponential(2)}`);
    });
  }

  test('the page writes the same networks', async (t) => {
    const { page, close, faults } = await openPage({ width: 900, height: 640, fragment: '#v=1&play=0' });
    t.after(close);
    const below = draws(5);
    const networks = [['nas-bench-201', '--index', '1462'],
                      ...Object.entries(layered).map(([space, draw]) => [space, '--architecture', draw(below)])];
    for (const [space, option, name] of networks) {
      const network = { [option.slice(2)]: option === '--index' ? Number(name) : name };
      await page.evaluate((settings) => tenprobes.set(settings), { space });
      const download = page.waitForEvent('download');
      await page.evaluate((wanted) => tenprobes.act({ do: 'save-network', ...wanted }), network);
      const file = await download;
      assert.equal(file.suggestedFilename(), space + (option === '--index' ? '-' + name : '') + '.onnx');
      const native = exported('page-' + space, '--space', space, option, name);
      const written = { ...native, file: await file.path() };
      check([written.file]);
      const difference = await largestDifference(written);
      assert.ok(difference <= closeEnough, `${native.report.architecture}: ${difference}`);
    }
    await page.evaluate(() => tenprobes.set({ space: 'imagenet-pretrained' }));
    await assert.rejects(page.evaluate(() => tenprobes.act({ do: 'save-network' })), /how they are built is not known/);
    assert.deepEqual(faults, []);
  });

  test('Once-for-All\'s configuration stands beside its network', () => {
    const architecture = [
      'k3_e3|k5_e4|absent|absent', 'k7_e6_se|k3_e3_se|k5_e4_se|absent', 'k3_e6|k3_e6|k3_e6|k7_e3',
      'k5_e4_se|k5_e4_se|absent|absent', 'k3_e3_se|k7_e6_se|absent|absent', 'r160'].join('|');
    const { report } = exported('ofa', '--space', 'ofa-mobilenetv3', '--architecture', architecture);
    const configuration = JSON.parse(readFileSync(report.configuration));
    assert.deepEqual(configuration.d, [2, 3, 4, 2, 2]);
    assert.equal(configuration.r, 160);
    assert.deepEqual(configuration.ks.slice(0, 7), [3, 5, 3, 3, 7, 3, 5]);
    assert.deepEqual(configuration.e.slice(8, 14), [6, 6, 6, 3, 4, 4]);
    assert.deepEqual([configuration.ks.length, configuration.e.length], [20, 20]);
  });

  test('batches, classes, operator sets, batch normalisation kept', async () => {
    const networks = [
      exported('batch', '--index', '1462', '--batch', '3', '--classes', '120', '--seed', '5'),
      exported('kept', '--index', '1462', '--keep-batch-norm', '--batch', '2'),
      ...[9, 10, 11, 12, 14, 15, 16, 17].flatMap((opset) => [
        exported('opset-' + opset, '--index', '100', '--opset', String(opset)),
        exported('kept-' + opset, '--index', '100', '--opset', String(opset), '--keep-batch-norm'),
      ]),
    ];
    check(networks.map((network) => network.file));
    for (const network of networks) {
      const difference = await largestDifference(network);
      assert.ok(difference <= closeEnough, `${network.file}: ${difference}`);
    }
  });

  test('the checker finds faults', () => {
    const file = join(folder, 'broken.onnx');
    const { file: good } = exported('good', '--index', '100');
    execFileSync(python, ['-c', 'import sys, onnx\nmodel = onnx.load(sys.argv[1])\n' +
                                'model.graph.node[0].op_type = "NoSuchThing"\n' +
                                'onnx.save(model, sys.argv[2])', good, file]);
    assert.throws(() => check([file]));
  });

  test('what cannot be exported is one sentence', () => {
    for (const options of [['--index', '99999'], ['--opset', '8', '--index', '3'], [],
                           ['--batch', '0', '--index', '3'], ['--classes', '0', '--index', '3'],
                           ['--architecture', '|conv~0|', '--index', '3'],
                           ['--architecture', 'nonsense'],
                           ['--space', 'imagenet-pretrained', '--index', '3'],
                           ['--space', 'fbnet', '--index', '3'],
                           ['--space', 'fbnet', '--architecture', 'k3_e1|skip']]) {
      assert.throws(() => execFileSync(program, ['export', '--out', join(folder, 'x.onnx'), ...options],
                                       { stdio: 'pipe' }),
                    (error) => error.status === 2 &&
                        String(error.stderr).trim().split('\n').length === 1);
    }
  });
});
