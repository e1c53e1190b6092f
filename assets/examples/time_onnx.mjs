#!/usr/bin/env node
// Times a folder of ONNX models by onnxruntime on this machine, for tenprobes.
//
//   npm install onnxruntime-node            or onnxruntime-web, in the folder that you run it in
//   tenprobes adapt --space models.csv --device "cmd:node time_onnx.mjs FOLDER" --budget-ms 20
//
// models.csv lists the models, one a row (name,quality and whatever is known of their cost, such as
// size_mb); FOLDER holds NAME.onnx for each. tenprobes calls this with one name and reads one line:
// the latency of a run in ms, with its quartiles. Several names are answered with a line each.
// Options before FOLDER:
//
//   --threads N      of the CPU (1)
//   --seconds N      of timing, after the warm-up (1)
//   --provider P     onnxruntime's, e.g. cuda or coreml (cpu)
//   --size N         what stands for a dimension without a size, other than a batch of 1 (224)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Ends with that answer: tenprobes reads the last line. `as` "cannot_run": it passes the model over. */
function refuse(reason, as = 'error') {
  console.log(JSON.stringify({ [as]: reason }));
  process.exit(0);
}

function parseArguments(list) {
  const options = { threads: 1, seconds: 1, provider: 'cpu', size: 224 };
  const rest = [];
  for (let i = 0; i < list.length; ++i) {
    const option = list[i].startsWith('--') ? list[i].slice(2) : null;
    if (option === null) rest.push(list[i]);
    else if (!(option in options) || i + 1 === list.length) refuse(`what is ${list[i]}?`);
    else options[option] = option === 'provider' ? list[++i] : Number(list[++i]);
  }
  if (rest.length < 2) refuse('expected a folder of ONNX models, and a model');
  return { ...options, folder: rest[0], models: rest.slice(1) };
}

/** onnxruntime for Node where it is installed, else its WebAssembly build. */
async function loadRuntime() {
  const require = createRequire(resolve('here.js'));
  for (const name of ['onnxruntime-node', 'onnxruntime-web']) {
    try {
      const runtime = await import(pathToFileURL(require.resolve(name)).href);
      return { name, ort: runtime.default ?? runtime };
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return refuse('onnxruntime is not here: npm install onnxruntime-node');
}

/** The fields of a protobuf message: [number, value], bytes of nested ones. */
function* fieldsOf(bytes) {
  let at = 0;
  const variable = () => {
    let value = 0n;
    for (let shift = 0n;; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(variable()), wire = key & 7;
    if (wire === 0) yield [key >> 3, BigInt.asIntN(64, variable())];
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = Number(variable());
      yield [key >> 3, bytes.subarray(at, at += length)];
    }
  }
}

const nested = (bytes, number) => [...fieldsOf(bytes)].filter(([n]) => n === number).map(([, v]) => v);

/** The inputs of a model that are no weights: name, element type and dimensions (0: any), as
 * onnx.proto numbers them: ModelProto.graph 7, GraphProto.input 11 and initializer 5. */
function inputsOf(bytes) {
  const [graph] = nested(bytes, 7);
  const weights = new Set(nested(graph, 5).map((tensor) => String(nested(tensor, 8)[0])));
  return nested(graph, 11).map((input) => {
    const [tensor] = nested(nested(input, 2)[0], 1);  // TypeProto.tensor_type
    const dimensions = nested(tensor, 2).flatMap((shape) => nested(shape, 1));
    return {
      name: Buffer.from(nested(input, 1)[0]).toString(),
      type: Number(nested(tensor, 1)[0]),
      dimensions: dimensions.map((dimension) => Number(nested(dimension, 1)[0] ?? 0n)),
    };
  }).filter((input) => !weights.has(input.name));
}

/** Any values will do: how long a network takes hardly depends on them. */
function tensorOf(ort, input, size) {
  const dimensions = input.dimensions.map((d, i) => d > 0 ? d : i === 0 ? 1 : size);
  const count = dimensions.reduce((product, d) => product * d, 1);
  const kinds = { 1: ['float32', Float32Array], 6: ['int32', Int32Array],
                  7: ['int64', BigInt64Array], 10: ['float16', Uint16Array] };
  if (!(input.type in kinds)) {
    refuse(`input ${input.name} has the element type ${input.type}, which is none of ` +
           'float32, float16, int32 and int64');
  }
  const [type, Values] = kinds[input.type];
  const values = new Values(count);
  if (type === 'float32') values.forEach((_, i) => { values[i] = Math.sin(i); });
  return new ort.Tensor(type, values, dimensions);
}

/** The session of a model, and inputs that it takes. */
async function open(runtime, ort, file, options) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    refuse(`${file} cannot be read: ${error.message}`, 'cannot_run');
  }
  try {
    const session = await ort.InferenceSession.create(bytes, runtime === 'onnxruntime-web' ? {} : {
      executionProviders: [options.provider], intraOpNumThreads: options.threads });
    const inputs = Object.fromEntries(
        inputsOf(bytes).map((input) => [input.name, tensorOf(ort, input, options.size)]));
    return { session, inputs };
  } catch (error) {
    return refuse(`${file} cannot be run: ${error.message}`, 'cannot_run');
  }
}

/** ms of a run: its median and quartiles. */
async function time({ session, inputs }, seconds) {
  const runOnce = async () => {
    const start = performance.now();
    await session.run(inputs);
    return performance.now() - start;
  };
  // Until it runs at its speed: code is compiled and caches fill during the first runs.
  const warmUp = performance.now() + 1e3 * seconds / 3;
  for (let run = 0; run < 3 || performance.now() < warmUp; ++run) await runOnce();
  const times = [];
  const end = performance.now() + 1e3 * seconds;
  while (times.length < 5 || performance.now() < end) times.push(await runOnce());
  times.sort((a, b) => a - b);
  const quantile = (share) => times[Math.round(share * (times.length - 1))];
  return { latency_ms: quantile(0.5), lower_quartile_ms: quantile(0.25),
           upper_quartile_ms: quantile(0.75), repeats: times.length };
}

const options = parseArguments(process.argv.slice(2));
const { name: runtime, ort } = await loadRuntime();
if (runtime === 'onnxruntime-web') {
  ort.env.wasm.numThreads = options.threads;
  ort.env.logLevel = 'error';
}
for (const model of options.models) {
  const opened = await open(runtime, ort, join(options.folder, model + '.onnx'), options);
  console.log(JSON.stringify(await time(opened, options.seconds)));
  await opened.session.release();
}
process.exit(0);
