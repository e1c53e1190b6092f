// Measures networks beside the page, one after the other; page.js puts the module's script before
// this one. Told { wasm } once and then { ticket, index }; tells JSON text with the ticket and what
// measuring_web.cpp measured, until it is terminated.
'use strict';

let loaded = null;

self.onmessage = async ({ data }) => {
  if (data.wasm) {
    loaded = createMeasuring({ wasmBinary: data.wasm });
    return;
  }
  let news;
  try {
    news = JSON.parse((await loaded).ccall('measuring_probe', 'string', ['number'], [data.index]));
  } catch (error) {
    news = { error: error.message };
  }
  self.postMessage(JSON.stringify({ ticket: data.ticket, ...news }));
};
