// Trains a controller beside the page; page.js puts the module's script before this one, or lets it
// fetch that itself. Tells 'here' once it runs. Told { wasm }
// and then { settings, quality: ArrayBuffer }, once each; tells { news: JSON text, weights:
// ArrayBuffer or null } after every rollout, until it is terminated.
'use strict';

if (!self.createTraining) importScripts('tenprobes-training.js');
let loaded = null;
self.postMessage('here');

self.onmessage = async ({ data }) => {
  if (data.wasm) {
    loaded = createTraining({ wasmBinary: data.wasm });
    return;
  }
  const tell = (news, weights = null) =>
      self.postMessage({ news, weights }, weights ? [weights] : []);
  try {
    const module = await loaded;
    const quality = new Uint8Array(data.quality);
    const address = module._malloc(quality.length);
    module.HEAPU8.set(quality, address);
    let news = module.ccall('training_start', 'string', ['string', 'number'],
                            [data.settings, address]);
    module._free(address);
    tell(news);
    while (!JSON.parse(news).error && !JSON.parse(news).finished) {
      news = module.ccall('training_iterate', 'string');
      const at = module._training_weights();
      tell(news, module.HEAPU8.slice(at, at + module._training_weights_size()).buffer);
    }
  } catch (error) {
    tell(JSON.stringify({ error: error.message }));
  }
};
