// Measures networks beside the page, one after the other; page.js puts the module's script before
// this one, or lets it fetch that itself. Tells 'here' once it runs. Told { wasm } once and then
// { ticket, space, architecture }, where `space` is its file's text, empty for cells; tells JSON text
// with the ticket and what measuring_web.cpp measured, until it is terminated.
'use strict';

if (!self.createMeasuring) importScripts('tenprobes-measuring.js');
let loaded = null;
self.postMessage('here');

self.onmessage = async ({ data }) => {
  if (data.wasm) {
    loaded = createMeasuring({ wasmBinary: data.wasm });
    return;
  }
  let news;
  try {
    const texts = [data.space, data.architecture];
    news = JSON.parse((await loaded).ccall('measuring_probe', 'string', ['string', 'string'], texts));
  } catch (error) {
    news = { error: error.message };
  }
  self.postMessage(JSON.stringify({ ticket: data.ticket, ...news }));
};
