// The WebAssembly module, loaded once, and the package's files; alike in Node and in a page.
import createCore from './tenprobes-core.mjs';

/** The bytes of a file of the package. */
export async function read(path) {
  const address = new URL(path, import.meta.url);
  if (address.protocol === 'file:') return (await import('node:fs/promises')).readFile(address);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

export const core = await createCore({ wasmBinary: await read('./tenprobes-core.wasm') });

/** Runs `use(address, size)` on bytes that the module can read meanwhile. */
export function lend(bytes, use) {
  const address = core._malloc(Math.max(1, bytes.length));
  if (!address) throw new Error(`there is no memory left for ${bytes.length} bytes`);
  core.HEAPU8.set(bytes, address);
  try {
    return use(address, bytes.length);
  } finally {
    core._free(address);
  }
}

/** Makes these bytes known to the module as the file of that path. */
export function give(path, bytes) {
  lend(new Uint8Array(bytes), (address, size) =>
    core.ccall('library_file', null, ['string', 'number', 'number'], [path, address, size]));
}

const given = new Set();

/** Makes a file of the package's known to the module, once. */
export async function giveFile(path) {
  if (given.has(path)) return;
  give(path, await read(`./files/${path}`));
  given.add(path);
}

/** What the module replies; throws what it says is wrong. */
export function call(deed, request = {}) {
  const text = core.ccall('library_call', 'string', ['string'],
                          [JSON.stringify({ do: deed, ...request })]);
  const reply = JSON.parse(text);
  if (reply.error) throw new Error(reply.error);
  return reply;
}
