// Runs networks beside the page, one after the other; page.js puts the module's script before this one, or
// lets it fetch that itself. Tells 'here' once it runs. Told { wasm } once and then, until it is terminated,
// { space, architecture }, where `space` is its file's text, empty for cells, and
//   ticket: tells JSON text with the ticket and what measuring_web.cpp measured;
//   write: true: tells { name, bytes } of an ONNX file, or { error }.
'use strict';

if (!self.createMeasuring) importScripts('tenprobes-measuring.js');
let loaded = null;
self.postMessage('here');

self.onmessage = async ({ data: { wasm, ticket, write, space, architecture } }) => {
  if (wasm) {
    loaded = createMeasuring({ wasmBinary: wasm });
    return;
  }
  let news, bytes;
  try {
    const module = await loaded;
    const deed = write ? 'measuring_write' : 'measuring_probe';
    news = JSON.parse(module.ccall(deed, 'string', ['string', 'string'], [space, architecture]));
    if (news.size) bytes = module.HEAPU8.slice(news.at, news.at + news.size);
  } catch (error) {
    news = { error: error.message };
  }
  if (write) self.postMessage(news.error ? news : { name: news.name, bytes });
  else self.postMessage(JSON.stringify({ ticket, ...news }));
};
