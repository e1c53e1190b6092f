// Puts FILE.br and FILE.gz beside each file of the page, for servers that send such (scripts/serve.py
// does), and says what the page weighs:
//
//   node compress.mjs FOLDER FILES.json
//
// FILES.json as assemble.cmake writes it.
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipCompress } from 'node:zlib';

const [folder, listing] = process.argv.slice(2);
const { files } = JSON.parse(readFileSync(listing));

// Made anew where it is not of the very time of its file.
async function compressed(name, ending, compress) {
  const path = join(folder, name), beside = path + ending, { atime, mtime } = statSync(path);
  if (!existsSync(beside) || Math.abs(statSync(beside).mtime - mtime) > 1) {
    writeFileSync(beside, await compress(readFileSync(path)));
    utimesSync(beside, atime, mtime);
  }
  return statSync(beside).size;
}

const brotli = (bytes) => promisify(brotliCompress)(bytes, {
  params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
});
const gzip = (bytes) => promisify(gzipCompress)(bytes, { level: 9 });

const names = [...Object.keys(files), 'LICENSES.txt', 'files.json', 'service-worker.js'];
const weighed = await Promise.all(names.map(async (name) => [name, await Promise.all(
  [statSync(join(folder, name)).size, compressed(name, '.gz', gzip), compressed(name, '.br', brotli)])]));
const sum = [0, 0, 0];
for (const [name, sizes] of weighed) {
  sizes.forEach((size, i) => { sum[i] += size; });
  console.log(`${sizes.map((size) => (size / 1000).toFixed(1).padStart(8)).join('')}  ${name}`);
}
console.log(`${sum.map((size) => (size / 1000).toFixed(1).padStart(8)).join('')}  kB in all: plain, gzip, brotli`);
