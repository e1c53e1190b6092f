// Trains a controller beside the page or program. Told { settings } once; tells { news, weights } after
// every rollout, until it is terminated.
const port = globalThis.postMessage ? globalThis : (await import('node:worker_threads')).parentPort;

async function train(settings) {
  // Not at the top: what is told while a worker's modules still load is lost.
  const { call, core, giveFile, lend } = await import('./core.mjs');
  await giveFile('assets/proxies.safetensors');
  const quality = Float64Array.from(call('trainingQuality').quality);
  const start = (address) => core.ccall('training_start', 'string', ['string', 'number'],
                                        [JSON.stringify(settings), address]);
  let news = JSON.parse(lend(new Uint8Array(quality.buffer), start));
  port.postMessage({ news, weights: null });
  while (!news.error && !news.finished) {
    news = JSON.parse(core.ccall('training_iterate', 'string'));
    const at = core._training_weights();
    const weights = core.HEAPU8.slice(at, at + core._training_weights_size()).buffer;
    port.postMessage({ news, weights }, [weights]);
  }
}

const hear = ({ settings }) => train(settings).catch((error) =>
  port.postMessage({ news: { error: error.message }, weights: null }));
if (port.on) port.on('message', hear);
else port.onmessage = ({ data }) => hear(data);
