// Find the best neural network for a device with about ten latency measurements, in JavaScript.
//
//   import { Space, Session } from 'tenprobes';
//   const space = await Space.open('imagenet-pretrained');
//   const session = await Session.start(space, { budgetMs: 20 });
//   while (!session.finished) session.tell(await measure(session.ask()));
//   console.log(session.recommend());
//
// What each name promises is written in tenprobes.d.mts, beside this file.
import { call, give, giveFile } from './core.mjs';

const weights = { controller: 'pretrained/controller.safetensors',
                  edit: 'pretrained/controller-edit.safetensors' };

export class Space {
  #number;
  #listed;

  /** Not to be called: open() and parse() make spaces. */
  constructor({ space, name, title, size }) {
    this.#number = space;
    Object.assign(this, { name, title, size });
    Object.freeze(this);
  }

  static async open(name) {
    await giveFile(call('file', { name }).file);
    return new Space(call('open', { name }));
  }

  static parse(text, name = 'space') {
    return new Space(call('parse', { text, name }));
  }

  get number() { return this.#number; }
  get #list() { return this.#listed ??= call('list', { space: this.#number }); }
  get names() { return this.#list.names; }
  get features() { return this.#list.features; }
  get quality() { return this.#list.quality; }

  sample(count, seed = 1) {
    return call('sample', { space: this.#number, count, seed }).names;
  }

  close() { call('close', { space: this.#number }); }
}

export class Session {
  #number;

  /** Not to be called: start() and load() make sessions. */
  constructor({ session }) { this.#number = session; }

  static async start(space, options = {}) {
    const { weights: own, ...request } = options;
    const method = options.method ?? 'controller';
    if (own) {
      give('weights', own);  // read by the call below: nothing is awaited between
      request.weights = 'weights';
    } else if (weights[method]) {
      await giveFile(weights[method]);
    }
    return new Session(call('start', { space: space.number, ...request }));
  }

  static async load(text, space) {
    const { method } = JSON.parse(text);
    if (weights[method]) await giveFile(weights[method]);
    return new Session(call('load', { space: space.number, text }));
  }

  get #report() { return call('report', { session: this.#number }); }
  get finished() { return this.#report.finished; }
  get probesLeft() { return this.#report.probesLeft; }
  get probes() { return this.document().probes; }

  ask() { return call('ask', { session: this.#number }).name; }
  tell(latencyMs) { call('tell', { session: this.#number, latencyMs }); }
  recommend() { return this.document().recommended; }
  document() { return JSON.parse(this.save()); }
  save() { return this.#report.text; }
  close() { call('close', { session: this.#number }); }
}

export function predict(space, probes, names = null) {
  const pairs = Array.isArray(probes) ? probes : Object.entries(probes);
  const { meanMs, deviationMs } = call('predict', { space: space.number, probes: pairs, names });
  return { meanMs: Float64Array.from(meanMs), deviationMs: Float64Array.from(deviationMs) };
}

/** A worker of the page's or of Node's: both are told and tell the same. */
async function openWorker() {
  const address = new URL('./training-worker.mjs', import.meta.url);
  if (globalThis.Worker) {
    const worker = new Worker(address, { type: 'module' });
    return { post: (message) => worker.postMessage(message), end: () => worker.terminate(),
             listen: (heard, failed) => {
               worker.onmessage = ({ data }) => heard(data);
               worker.onerror = (event) => failed(new Error(event.message));
             } };
  }
  const { Worker: NodeWorker } = await import('node:worker_threads');
  const worker = new NodeWorker(address);
  return { post: (message) => worker.postMessage(message), end: () => worker.terminate(),
           listen: (heard, failed) => worker.on('message', heard).on('error', failed) };
}

export async function train(settings = {}, { onPoint = () => {}, signal } = {}) {
  signal?.throwIfAborted();
  const worker = await openWorker();
  let stop = null;
  try {
    return await new Promise((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal?.addEventListener('abort', stop);
      signal?.throwIfAborted();
      worker.listen(({ news, weights: trained }) => {
        if (news.error) reject(new Error(news.error));
        if (news.point) onPoint(news.point);
        if (news.finished) resolve(trained);
      }, reject);
      worker.post({ settings });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    worker.end();
  }
}
