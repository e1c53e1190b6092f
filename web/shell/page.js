// Loads the app, hands it the pointer, files and the clipboard, and offers it to scripts:
//
//   await tenprobes.ready;                                   it can be used
//   await tenprobes.complete;                                every file is there, too
//   const session = await tenprobes.adapt({ device: 'raspi4', probes: 10, budgetQuantile: 0.25 });
//   await tenprobes.loadDevice({ format: 'tenprobes-device', ... });
//   await tenprobes.loadSpace('name,quality,gmacs\nnet_a,71.5,0.3\n...', 'mine.csv');
//   await tenprobes.adapt({ space: 'imagenet-pretrained', probes: 5, budgetMs: 20 });
//   tenprobes.state().probes.length;
//   location.href = tenprobes.share();
//   await tenprobes.set({ panel: 'devices', seed: 7 });
//   await tenprobes.act({ do: 'probe', index: 42 });         what a person can do (web/app/app.h)
//   await tenprobes.lesson('devices-disagree');              its state is state().lesson
//
// Whatever cannot be done rejects (state() and share(): throws) with an Error of one sentence.
'use strict';

(() => {
  const element = (id) => document.getElementById(id);
  const canvas = element('canvas');
  let app = null;  // the WebAssembly module, once it has started

  // --- Calls into the app -----------------------------------------------------------------------

  function call(name, types = [], values = []) {
    if (!app) throw new Error('The app has not loaded yet: await tenprobes.ready first.');
    const reply = JSON.parse(app.ccall('tenprobes_' + name, 'string', types, values));
    if ('error' in reply) throw Object.assign(new Error(reply.error), { awaits: reply.awaits });
    return reply.value;
  }

  // Work that may need code and files which are fetched later: they are fetched now, and it is tried again.
  async function whenThere(work) {
    await join();
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!error.awaits) throw error;
        await part(error.awaits);
      }
    }
  }

  const callWithAll = (name, ...values) =>
      whenThere(() => call(name, values.map(() => 'string'), values));

  const largestFile = 256e6;  // bytes; none that the page reads comes near it

  // Runs use(address, size) on bytes that the app can read meanwhile.
  function lend(bytes, use) {
    const address = app._malloc(Math.max(1, bytes.length));
    if (!address) throw new Error(`This browser has no memory left for ${bytes.length} bytes.`);
    try {
      app.HEAPU8.set(bytes, address);
      return use(address, bytes.length);
    } finally {
      app._free(address);
    }
  }

  // Any file may belong to any space: they are all there first.
  async function load(bytes, name, how = 'load') {
    await part('spaces').catch(() => {});
    await whenThere(() => lend(bytes, (address, size) =>
        call(how, ['number', 'number', 'string'], [address, size, name])));
  }

  function complain(error) {
    call('complain', ['string'], [error.message]);
  }

  function bytesOf(content) {
    if (content instanceof ArrayBuffer) return new Uint8Array(content);
    if (content instanceof Blob) throw new Error('This is a file: its arrayBuffer() would be right.');
    if (ArrayBuffer.isView(content)) {
      return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    }
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (text === undefined) throw new Error('There is nothing to load.');
    return new TextEncoder().encode(text);
  }

  // A header's length in 8 bytes, then the header, which is a JSON object.
  const isSafetensors = (bytes) => bytes.length > 8 && bytes[7] === 0 && bytes[8] === 0x7b;

  const api = {
    ready: null,
    state: () => call('state'),
    textFaults: () => call('text_faults'),  // for tests: text that is cut or covers other text
    share: () => location.href.split('#')[0] + '#' + call('share'),
    adapt: async (request = {}) => request?.device === 'this-browser'
        ? adaptHere(request) : callWithAll('adapt', JSON.stringify(request)),
    loadDevice: async (device, name) => {
      const bytes = bytesOf(device);
      if (isSafetensors(bytes)) {
        throw new Error('This is a weights file, not a device: loadWeights() takes it.');
      }
      await load(bytes, name ?? (bytes[0] === 0x7b ? 'device.json' : 'device'));
    },
    loadWeights: async (weights, name = 'weights.safetensors') => {
      const bytes = bytesOf(weights);
      if (!isSafetensors(bytes)) {
        throw new Error(name + ' is not a weights file: safetensors as tenprobes train writes it' +
                        ' would be right.');
      }
      await load(bytes, name);
    },
  };
  // A catalogue (CSV) or a layered space (JSON); it becomes the one shown.
  api.loadSpace = async (space, name) => {
    const bytes = bytesOf(space);
    await load(bytes, name ?? (bytes[0] === 0x7b ? 'space.json' : 'space.csv'), 'load_space');
  };
  // What can be done in the page. Changes show at once; sessions and lessons go on by themselves.
  api.act = async (action) => { await callWithAll('act', JSON.stringify(action)); };
  api.set = (settings) => api.act({ do: 'set', settings });
  api.lesson = (name) => api.act(name ? { do: 'lesson', name } : { do: 'stop' });
  // The controller trained in the page, as a safetensors file.
  api.trainedWeights = async () => {
    await api.ready;
    const at = app._tenprobes_trained_weights();
    return app.HEAPU8.slice(at, at + app._tenprobes_trained_size()).buffer;
  };
  window.tenprobes = api;

  // --- Loading ----------------------------------------------------------------------------------

  let gaveUp = false;

  function fault(sentence) {
    gaveUp = true;
    element('first')?.remove();
    element('progress').hidden = true;
    element('progress-text').className = 'fault';
    element('progress-text').textContent = sentence;
    element('cover').hidden = false;
    element('cover').setAttribute('role', 'alert');
    return new Error(sentence);
  }

  // What files there are: { version, files: name -> bytes, first, later: part -> names }.
  const listing = (async () => {
    const response = await fetch('files.json');
    if (!response.ok) throw new Error('files.json: the server answered ' + response.status);
    return response.json();
  })();
  listing.catch(() => {});  // start() says so

  // Where this build's files are kept for a start without network; null where there is no such place.
  const kept = listing.then(({ version }) => caches.open('tenprobes-' + version)).catch(() => null);

  const keeping = [];  // what is on its way there

  // The file's bytes: those kept, or else fetched, and kept then. `received` is told how many came.
  async function download(name, received = () => {}) {
    const { files } = await listing;
    const keeper = await kept;
    const keptBefore = await keeper?.match(name);
    if (keptBefore) {
      const bytes = new Uint8Array(await keptBefore.arrayBuffer());
      if (bytes.length === files[name]) {
        received(bytes.length);
        return bytes;
      }
      await keeper.delete(name);
    }
    const response = await fetch(name, { cache: keptBefore ? 'reload' : 'default' });
    if (!response.ok) throw new Error(name + ': the server answered ' + response.status);
    const bytes = new Uint8Array(files[name]);
    let length = 0;
    for (const reader = response.body.getReader();;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) break;
      if (length + value.length <= bytes.length) bytes.set(value, length);
      length += value.length;
      received(value.length);
    }
    if (length !== bytes.length) {
      throw new Error(`${name}: ${length} of ${bytes.length} bytes came: the download was cut short, ` +
                      'or the server has files of two versions');
    }
    const headers = { 'Content-Type': response.headers.get('Content-Type') };
    if (keeper) keeping.push(keeper.put(name, new Response(bytes, { headers })).catch(() => {}));
    return bytes;
  }

  function loadScript(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = name;
      script.onload = resolve;
      script.onerror = () => reject(new Error(name + ' cannot be loaded'));
      document.head.append(script);
    });
  }

  // The app's code comes in two files: what the first picture needs, and the rest, which joins it right
  // after that (web/split.mjs).
  const laterCode = 'tenprobes-later.wasm';
  let primary = null;     // what tenprobes.wasm exports
  let joined = null;      // promise: the rest is there
  let laterBytes = null;  // the rest, once it has come

  function join() {
    joined ??= (async () => {
      laterBytes = await download(laterCode);
      await WebAssembly.instantiate(laterBytes, { primary });
    })().catch((error) => {
      joined = null;  // tried again where it is needed
      throw new Error('The rest of the app could not be fetched (' + error.message + ').');
    });
    return joined;
  }

  // Code was called that is not there yet, where nothing can be waited for: everything waits instead.
  function joinAtOnce() {
    if (!laterBytes) {
      const request = new XMLHttpRequest();
      request.open('GET', laterCode, false);
      request.overrideMimeType('text/plain; charset=x-user-defined');  // bytes as they are
      request.send();
      if (request.status !== 200) throw new Error(`${laterCode}: the server answered ${request.status}`);
      laterBytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
    }
    new WebAssembly.Instance(new WebAssembly.Module(laterBytes), { primary });
  }

  const placeholder = new Proxy({}, {
    get: (_, index) => (...values) => {
      try {
        joinAtOnce();
      } catch (error) {
        throw fault('The rest of the app could not be fetched (' + error.message +
                    '). Reloading the page may help.');
      }
      const table = Object.values(primary).find((each) => each instanceof WebAssembly.Table);
      return table.get(index)(...values);
    },
  });

  const create = (wasm, options) => new Promise((resolve, reject) => {
    const instantiateWasm = (imports, begin) => {
      WebAssembly.instantiate(wasm, { ...imports, placeholder }).then(({ instance, module }) => {
        primary = instance.exports;
        begin(instance, module);
      }).catch(reject);
      return {};  // as one that comes later
    };
    createTenprobes({ ...options, instantiateWasm }).then(resolve, reject);
  });

  async function start() {
    element('stuck').remove();
    if (location.protocol === 'file:') {
      throw fault('This page has to come from a web server: scripts/demo.sh starts one.');
    }
    const cutOff = window.origin === 'null' && await listing.then(() => false, () => true);
    if (cutOff) {
      throw fault('This page stands in a sandboxed frame that cuts it off from its own files: ' +
                  'sandbox="allow-scripts allow-same-origin" lets it load.');
    }
    if (typeof WebAssembly !== 'object') {
      throw fault('This browser does not run WebAssembly, which tenprobes needs. ' +
                  'A current Firefox, Chrome, Edge or Safari does.');
    }
    if (!document.createElement('canvas').getContext('webgl2')) {
      throw fault('This browser does not offer WebGL 2, which tenprobes draws with. It may be ' +
                  'turned off in the settings, or the graphics driver may be blocked.');
    }
    let wasm, data;
    try {
      const { files } = await listing;
      const total = files['tenprobes.wasm'] + files['tenprobes.data'];
      let loaded = 0;
      const received = (length) => {
        if (gaveUp) return;
        loaded += length;
        element('progress').value = Math.min(1, loaded / total);
        element('progress-text').textContent =
            `Loading… ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
      };
      [wasm, data] = await Promise.all([
        download('tenprobes.wasm', received),
        download('tenprobes.data', received),
        loadScript('tenprobes.js'),
      ]);
    } catch (error) {
      throw fault('The page could not be loaded whole (' + error.message +
                  '). Reloading it may help.');
    }
    let module;
    try {
      module = await create(wasm, {
        canvas,
        getPreloadedPackage: () => data.buffer,
        pastedText: '',
        qrCode,
        onTenprobes,
        onFile,
        onPicture,
        onTrain,
        onAbort: (reason) => fault('The app stopped: ' + reason + '. Reloading the page may help.'),
      });
    } catch (error) {
      throw fault('This browser cannot run the app: it needs WebAssembly with SIMD and exceptions, ' +
                  'as browsers since 2022 have (' + error.message + ').');
    }
    app = module;
    // A link may lead anywhere; without one, what it opens with needs no more.
    if (location.hash.length > 1) await join().catch(() => {});  // restore() says so
    listenToKeyboard();  // before GLFW does
    try {
      call('start', ['number'], [/Mac|iP(hone|ad|od)/.test(navigator.platform) ? 1 : 0]);
    } catch (error) {
      app = null;
      throw fault('The app could not start: ' + error.message + '.');
    }
    listen();
    if (location.hash.length > 1) await restore();
    element('cover').hidden = true;
    element('first')?.remove();
    if (!embedded()) canvas.focus({ preventScroll: true });
    greet();
  }

  // --- What comes after the first picture ---------------------------------------------------------

  const parts = {};  // name -> promise: the app has it

  async function supply(name) {
    const names = (await listing).later[name];
    const contents = await Promise.all(names.map((file) => download(file)));
    await join();
    names.forEach((file, i) => {
      app.FS.createPath('/', file.slice(0, file.lastIndexOf('/')));
      app.FS.writeFile('/' + file, contents[i]);
    });
    call('supply', ['string'], [name]);
    for (const file of names) app.FS.unlink('/' + file);
  }

  // A part of the page that comes later (web/app/awaited.h).
  function part(name) {
    parts[name] ??= supply(name).catch((error) => {
      delete parts[name];  // tried again where it is needed
      throw new Error(call('miss', ['string', 'string'], [name, error.message]));
    });
    return parts[name];
  }

  const idle = () => new Promise((resolve) => {
    window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 2000 }) : setTimeout(resolve, 200);
  });

  // One after the other, while nothing else is to be done; then the page needs nobody any more.
  async function fetchTheRest() {
    await join().catch(() => {});
    await loadScript('qrcode.js').catch(() => {});  // then there is no code beside a link
    for (const name of Object.keys((await listing).later)) {
      await idle();
      await part(name).catch(() => {});
    }
    for (const name of ['training', 'measuring']) {
      await idle();
      workers[name] ??= loadWorker(name);
      await workers[name].catch(() => { workers[name] = null; });
    }
    await Promise.all(keeping);
    if (await kept && 'serviceWorker' in navigator) {
      await navigator.serviceWorker.register('service-worker.js').catch(() => {});
    }
  }

  // Where one looks in the page, as a link tells it: Back goes through these places.
  function placeOf(link) {
    const found = new URLSearchParams(link.slice(1));
    const settings = { panel: 'world', tab: 'middle', lesson: 'none', step: '1' };
    for (const key of Object.keys(settings)) settings[key] = found.get(key) ?? settings[key];
    return settings;
  }

  let known = location.hash;  // what the page wrote there, or has heard of

  function remember(link) {
    if (location.hash !== known) return;  // somebody has just changed it: that event is on its way
    const here = placeOf(location.hash), there = placeOf(link);
    const moved = !embedded() && Object.keys(here).some((key) => here[key] !== there[key]);
    history[moved ? 'pushState' : 'replaceState']({ within: true }, '', link);
    known = location.hash;
  }

  // Another panel goes on with the session; a lesson has its own, which its link holds.
  function goBack(event) {
    if (!event.state) return;
    known = location.hash;
    const { panel, tab, lesson, step } = placeOf(location.hash), now = api.state().settings;
    if (lesson === now.lesson && step === String(now.step)) api.set({ panel, tab });
    else restore();
  }

  async function restore() {
    try {
      await callWithAll('restore', location.hash.slice(1));
    } catch (error) {
      complain(error);
      history.replaceState({ within: true }, '', api.share());
      known = location.hash;
    }
  }

  // --- What the app asks for --------------------------------------------------------------------

  // The modules of a QR code, '#' where dark; '' where the text is too long for one, or its script has
  // not come yet (qrcode-generator).
  function qrCode(text) {
    try {
      const code = qrcode(0, 'L');
      code.addData(text);
      code.make();
      const all = Array.from({ length: code.getModuleCount() }, (_, i) => i);
      return all.flatMap((y) => all.map((x) => code.isDark(y, x) ? '#' : '.')).join('');
    } catch {
      return '';
    }
  }

  function onTenprobes(event, text) {
    switch (event) {
      case 'announcement':
        announce(text);
        tellParent(text);
        break;
      case 'link': remember('#' + text); break;
      case 'rest': if (!element('in-words').classList.contains('unseen')) keepDescribed(); break;
      case 'copy': copy(text); break;
      case 'stop-training': stopTraining(); break;
      case 'measure': onMeasure(text); break;
      case 'stop-measuring': stopMeasuring(); break;
      case 'write-network': writeNetwork(JSON.parse(text)); break;
      case 'fetch': part(text).catch(() => {}); break;  // the app has been told why
      case 'open-file': element('file').click(); break;
    }
  }

  function onFile(name, bytes) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function onPicture(name, pixels, width, height) {
    const picture = document.createElement('canvas');
    picture.width = width;
    picture.height = height;
    for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
    picture.getContext('2d').putImageData(
        new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
    picture.toBlob(async (blob) => onFile(name, await blob.arrayBuffer()), 'image/png');
  }

  // --- Work beside the page -----------------------------------------------------------------------

  const workers = {};  // name -> promise of { script: address, wasm: bytes }

  // Fetched while the page is idle: later on it asks the network for nothing.
  async function loadWorker(name) {
    const [shell, module, wasm] = await Promise.all(
        [`${name}-worker.js`, `tenprobes-${name}.js`, `tenprobes-${name}.wasm`].map(
            (file) => download(file)));
    const script = new Blob([module, '\n', shell], { type: 'text/javascript' });
    return { script: URL.createObjectURL(script), wasm };
  }

  const longestSilence = 60000;  // ms that a worker may take for its next answer
  const mostDeaths = 2;
  const workersBlocked =
      'workers are blocked here: by the server\'s content-security policy, where worker-src \'self\' ' +
      'would let them run, or by a frame without allow-same-origin in its sandbox';

  // A worker that does what it is asked, one after the other, until it is closed: `tell` gets what it
  // says, and `ends(message)` whether that was the last of an answer. One that dies or falls silent is
  // named and begun anew; where it had said something of its answer, it says the same again, which is
  // passed over. `fail` gets a sentence's end when nothing helps.
  function openWorker(name, { tell, ends, fail }) {
    const asked = [];
    let worker = null, timer = 0, deaths = 0, told = 0, toSkip = 0;

    const close = () => {
      clearTimeout(timer);
      worker?.terminate();
      worker = null;
    };
    const giveUp = (reason) => {
      close();
      asked.length = 0;
      fail(reason);
    };
    const watch = () => {
      clearTimeout(timer);
      if (asked.length > 0) {
        timer = setTimeout(() => died(`fell silent for ${longestSilence / 1000} seconds`), longestSilence);
      }
    };
    const died = (how) => {
      close();
      if (++deaths > mostDeaths) return giveUp(`its worker ${how}, and so did those after it`);
      complain(new Error(`The ${name} worker ${how}; another one has taken over.`));
      toSkip = told;
      begin();
    };
    // From its blob, which needs no network, or where that is blocked from its own file.
    const begin = async (fromBlob = true) => {
      let parts;
      try {
        parts = await (workers[name] ??= loadWorker(name));
      } catch (error) {
        workers[name] = null;
        return giveUp(error.message);
      }
      if (asked.length === 0) return;
      let runs = false, mine = null;
      const failed = (event) => {
        event?.preventDefault?.();
        if (worker !== mine) return;  // another one has taken over
        if (runs) return died(event.message ? `broke down (${event.message})` : 'broke down');
        close();
        fromBlob ? begin(false) : giveUp(workersBlocked);
      };
      try {
        worker = mine = new Worker(fromBlob ? parts.script : `${name}-worker.js`);
      } catch {
        return failed();
      }
      worker.onerror = failed;
      worker.onmessage = ({ data }) => {
        if (worker !== mine) return;
        if (data === 'here') {
          runs = true;
          return;
        }
        const passedOver = toSkip > 0;
        passedOver ? --toSkip : ++told;
        if (ends(data)) {
          asked.shift();
          told = toSkip = 0;
        }
        watch();
        if (!passedOver) tell(data);
      };
      worker.postMessage({ wasm: parts.wasm });
      for (const message of asked) worker.postMessage(message);
      watch();
    };
    const post = (message) => {
      asked.push(message);
      if (worker) {
        worker.postMessage(message);
        watch();
      } else if (asked.length === 1) {
        begin();
      }
    };
    return { post, close: () => { asked.length = 0; close(); } };
  }

  let trainer = null;

  function stopTraining() {
    trainer?.close();
    trainer = null;
  }

  function tellTraining(news, weights) {
    try {
      lend(new Uint8Array(weights ?? 0), (address, size) =>
          call('training_news', ['string', 'number', 'number'], [news, address, size]));
    } catch (error) {
      complain(error);
      stopTraining();
    }
  }

  function onTrain(settings, quality) {
    stopTraining();
    trainer = openWorker('training', {
      tell: ({ news, weights }) => tellTraining(news, weights),
      ends: ({ news }) => /"(finished|error)":/.test(news),
      fail: (error) => tellTraining(JSON.stringify({ error })),
    });
    trainer.post({ settings, quality });
  }

  let meter = null;

  function stopMeasuring() {
    meter?.close();
    meter = null;
  }

  function tellMeasurement(news) {
    try {
      call('measurement', ['string'], [news]);
    } catch (error) {
      complain(error);
      stopMeasuring();
    }
  }

  function onMeasure(request) {
    meter ??= openWorker('measuring', {
      tell: tellMeasurement,
      ends: () => true,
      fail: (error) => tellMeasurement(JSON.stringify({ error })),
    });
    meter.post(JSON.parse(request));
  }

  // Beside what is being measured.
  function writeNetwork(network) {
    const writer = openWorker('measuring', {
      tell: ({ name, bytes, error }) => {
        writer.close();
        error ? complain(new Error(error)) : onFile(name, bytes);
      },
      ends: () => true,
      fail: (error) => complain(new Error('The network cannot be written: ' + error)),
    });
    writer.post({ ...network, write: true });
  }

  // The session shown, on this browser: unlike others it takes its time.
  async function adaptHere({ space = api.state().settings.space, device, budgetQuantile, ...others }) {
    const wanted = { ...others, space, device, play: true };
    if (budgetQuantile !== undefined) wanted.budget = budgetQuantile;
    if ('budgetMs' in others) {
      throw new Error('On this browser the budget is a quantile: give budgetQuantile.');
    }
    const isHere = ({ settings }) => settings.space === space && settings.device === device;
    const reached = async (condition) => {
      for (;;) {
        const state = api.state();
        if (condition(state)) return;
        if (!state.this_browser.calibrating && !isHere(state)) {
          throw new Error(state.message || 'Measuring this browser was stopped.');
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await api.set({ space });
    if (!api.state().this_browser.calibrated) {
      await api.act({ do: 'measure-here' });
      await reached(isHere);
    }
    await api.set(wanted);
    await api.act({ do: 'reset' });
    await reached((state) => state.finished);
    return callWithAll('session');
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure context there is only the old way.
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      canvas.focus({ preventScroll: true });
    }
  }

  // --- Within another page --------------------------------------------------------------------------
  //
  // The page that embeds this one may ask { tenprobes: 'state' | 'adapt' | 'set' | 'lesson' | 'share',
  // id, value } by postMessage, where `value` is what the function of that name takes; it alone is
  // answered, { tenprobes: 'answer', id, value } or { ..., error }. Once it has asked { tenprobes:
  // 'listen' } it is told { tenprobes: 'event', announcement, session } whenever something happens. It
  // hears { tenprobes: 'ready' } when asking makes sense (web/shell/embed.html).

  const embedded = () => /[#&]embed=1(&|$)/.test(location.hash);
  const askable = ['state', 'adapt', 'set', 'lesson', 'share'];
  let listener = null;  // the origin that listens

  const greet = () => { if (window.parent !== window) window.parent.postMessage({ tenprobes: 'ready' }, '*'); };

  function tellParent(announcement) {
    if (listener === null) return;
    const { settings, device, budget_ms, probes, finished, recommended } = api.state();
    window.parent.postMessage({ tenprobes: 'event', announcement,
                                session: { settings, device, budget_ms, probes, finished, recommended } },
                              listener);
  }

  window.addEventListener('message', async ({ data, origin, source }) => {
    if (source !== window.parent || source === window || typeof data?.tenprobes !== 'string') return;
    // A page without an origin (a file, a sandboxed frame) can be answered by no name.
    const to = origin === 'null' ? '*' : origin;
    const { tenprobes: what, id, value } = data;
    const answer = (rest) => source.postMessage({ tenprobes: 'answer', id, ...rest }, to);
    try {
      await api.ready;
      if (what === 'listen') listener = to;
      if (what !== 'listen' && !askable.includes(what)) {
        throw new Error(`'${what.slice(0, 40)}' cannot be asked: expected listen, ${askable.join(', ')}`);
      }
      answer({ value: what === 'listen' ? null : await api[what](value) });
    } catch (error) {
      answer({ error: error.message });
    }
  });

  // --- The page in words ------------------------------------------------------------------------

  function announce(text) {
    element('announcement').textContent = text;
    keepDescribed();
  }

  // What somebody selects there to copy it stays until the selection ends.
  function keepDescribed() {
    const { isCollapsed, anchorNode } = getSelection();
    if (isCollapsed || !element('in-words').contains(anchorNode)) describe(api.state());
  }

  function describe(state) {
    const add = (tag, text, parent) => {
      const node = document.createElement(tag);
      node.textContent = text;
      parent.append(node);
      return node;
    };
    const section = document.createDocumentFragment();
    const table = (caption, columns, rows) => {
      if (rows.length === 0) return;
      const whole = add('table', '', section);
      add('caption', caption, whole);
      const header = add('tr', '', add('thead', '', whole));
      for (const column of columns) add('th', column, header).scope = 'col';
      const body = add('tbody', '', whole);
      for (const cells of rows) {
        const row = add('tr', '', body);
        for (const cell of cells) add('td', cell, row);
      }
    };
    if (state.lesson) {
      add('h2', `Lesson: ${state.lesson.title}, step ${state.lesson.step} of ${state.lesson.steps}`,
          section);
      add('p', state.lesson.text + ' ' + state.lesson.ask, section);
      const answers = add('ol', '', section);
      for (const answer of state.lesson.answers) add('li', answer.text, answers);
    }
    if (state.message) add('p', state.message, section);
    add('h2', 'Session', section);
    add('p', `Search space ${state.space.title}` +
        (state.space.size > 0 ? `, ${state.space.size} networks. ` : ', too many networks to list. ') +
        `Quality is ${state.space.quality}. Device ${state.device.name} (${state.device.kind}). ` +
        `Latency budget ${number(state.budget_ms)} milliseconds. ` +
        (state.recommended ? `Recommended: ${state.recommended.architecture}.`
            : `${state.probes.length} of ${state.settings.probes} probes are made.`),
        section);
    const { network } = state;
    add('p', `Your network: ${network.architecture}, quality ${number(network.quality)}` +
        (network.predicted ? `, predicted ${number(network.predicted.mean_ms)} milliseconds, with 90 percent between ${
            number(network.predicted.low_ms)} and ${number(network.predicted.high_ms)}.` : '.'), section);
    const probeRow = (probe, i) => [i + 1, probe.architecture, number(probe.latency_ms),
                                    probe.feasible ? 'yes' : 'no', number(probe.quality)];
    const columns = ['Probe', 'Architecture', 'Latency in ms', 'Fits', 'Quality'];
    table('Probes', [...columns, 'Predicted in ms'], state.probes.map(
        (probe, i) => [...probeRow(probe, i), number(state.predicted[i]?.mean_ms)]));
    table('Your probes', columns, state.person.map(probeRow));
    table('What the probes tell of the device', ['Group', 'Figure', 'Value', 'Give or take', 'Unit'],
          state.believed.map((each) => [each.group, each.name, number(each.value), number(each.deviation), each.unit]));
    table('Methods raced: mean regret in percent', ['Method', 'Sessions', 'After the last probe'],
          state.race.filter((lane) => lane.mean_regret.length > 0)
              .map((lane) => [lane.method, lane.sessions, number(lane.mean_regret.at(-1))]));
    table('How good: regret in percent, lower is better', ['Probes', 'This session', ...state.race.map((lane) => lane.method)],
          state.regret.map((regret, i) => [i + 1, number(regret), ...state.race.map((lane) => number(lane.mean_regret[i]))]));
    const best = state.known_best;
    add('p', `The device's networks take ${number(state.device.fastest_ms)} to ${number(state.device.slowest_ms)} milliseconds. ` +
        (best ? `The best known that fits: ${best.architecture}, quality ${number(best.quality)}.` : ''), section);
    add('h2', state.panel.title, section);
    add('p', state.panel.about + ' ' + state.panel.words, section);
    table('Training', ['Probes', 'Quality', 'Share that fits'],
          state.training.curve.map((point) => [point.steps, number(point.quality), number(point.feasible)]));
    table('Everything that is set', ['Setting', 'Value'], Object.entries(state.settings));
    element('in-words').replaceChildren(section);
  }

  const number = (value) => typeof value === 'number' ? String(Number(value.toPrecision(4))) : '';

  // --- Pointer, keyboard, files, clipboard --------------------------------------------------------

  function listen() {
    // A page at rest asks for no frames: whatever may change it wakes it.
    for (const name of ['pointermove', 'pointerdown', 'pointerup', 'pointerleave', 'wheel', 'keydown',
                        'keyup', 'input', 'paste', 'resize', 'focus', 'blur', 'visibilitychange']) {
      window.addEventListener(name, () => app._tenprobes_wake(), { capture: true, passive: true });
    }
    listenToPointer();
    listenToFiles();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const prefer = () =>
        call('prefer', ['number', 'number'], [dark.matches ? 1 : 0, still.matches ? 1 : 0]);
    dark.addEventListener('change', prefer);
    still.addEventListener('change', prefer);
    prefer();
    history.replaceState({ within: true }, '');
    call('address', ['string'], [location.href.split('#')[0]]);
    window.addEventListener('popstate', goBack);
    window.addEventListener('hashchange', () => {
      known = location.hash;
      if (!history.state?.within) restore();
    });
    // What is selected in the page's own text is the browser's to copy.
    window.addEventListener('copy', (event) => {
      if (getSelection().isCollapsed) event.preventDefault();
    });
    window.addEventListener('paste', (event) => {
      app.pastedText = event.clipboardData.getData('text/plain');
    });
    // The graphics card was reset: the app is as it was, only its picture is drawn anew.
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
    canvas.addEventListener('webglcontextrestored', () => app._tenprobes_graphics_restored());
  }

  function listenToPointer() {
    // The pointer comes from here alone: GLFW's own handlers know neither fingers nor capture.
    // Within an article, the wheel and a finger that moves up or down are the article's.
    const stand = () => document.documentElement.classList.toggle('embedded', embedded());
    // Once it was clicked into, what scrolls under the pointer takes the wheel.
    window.addEventListener('wheel', (event) => {
      if (embedded() && !(document.hasFocus() && app._tenprobes_scrolls())) event.stopImmediatePropagation();
    }, { capture: true, passive: true });
    window.addEventListener('hashchange', stand);
    stand();
    const names = ['mousemove', 'mousedown', 'mouseup', 'mouseenter', 'mouseleave',
                   'touchstart', 'touchmove', 'touchend', 'touchcancel'];
    for (const name of names) {
      window.addEventListener(name, (event) => {
        if (event.target !== canvas) return;
        event.stopImmediatePropagation();
        if (event.cancelable && name.startsWith('touch') && !embedded()) event.preventDefault();
      }, { capture: true, passive: false });
    }
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width,
              (event.clientY - box.top) * canvas.height / box.height];
    };
    const buttons = { 0: 0, 1: 2, 2: 1 };  // ours are left, right, middle
    let finger = null;
    const fingers = new Map();  // those that touch, by their ids: two of them pinch
    let apart = 0;              // pixels between the two
    const pinch = (event, at) => {
      if (event.type === 'pointerdown' || event.type === 'pointermove') fingers.set(event.pointerId, at);
      else fingers.delete(event.pointerId);
      if (fingers.size !== 2) {
        apart = 0;
        return fingers.size > 2;
      }
      const [[ax, ay], [bx, by]] = fingers.values();
      const now = Math.hypot(ax - bx, ay - by);
      // The plot shows 0.85 times as much a turn.
      if (apart > 0) app._tenprobes_pinch((ax + bx) / 2, (ay + by) / 2, Math.log(apart / now) / Math.log(0.85));
      apart = now;
      finger = -1;  // neither drags when the other leaves
      return true;
    };
    const onPointer = (event) => {
      const [x, y] = place(event);
      if (event.pointerType === 'touch') {
        if (fingers.size === 0) finger = null;
        if (pinch(event, [x, y])) return;
        if (event.type === 'pointerdown' && finger === null) finger = event.pointerId;
        if (event.pointerId !== finger) return;
        const phase = { pointerdown: 0, pointermove: 1, pointerup: 2, pointercancel: 3 }[event.type];
        if (phase === undefined) return;
        app._tenprobes_touch(x, y, phase);
        if (phase >= 2) finger = null;
        if (phase === 2) setTimeout(summonKeyboard, 60);
        return;
      }
      if (event.type === 'pointerleave') {
        if (event.buttons === 0) app._tenprobes_pointer(-1, -1, -1, 0);
        return;
      }
      if (event.type === 'pointerdown') {
        document.body.classList.remove('by-keyboard');
        canvas.setPointerCapture(event.pointerId);
        canvas.focus({ preventScroll: true });
      }
      // A second button while one is held arrives as a move that names the button.
      const button = event.button >= 0 ? buttons[event.button] ?? -1 : -1;
      app._tenprobes_pointer(Math.max(0, x), Math.max(0, y), button,
                             event.buttons & [1, 2, 4][Math.max(0, button)] ? 1 : 0);
    };
    for (const name of ['pointermove', 'pointerdown', 'pointerup', 'pointercancel', 'pointerleave']) {
      canvas.addEventListener(name, onPointer);
    }
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  }

  function summonKeyboard() {
    if (app._tenprobes_wants_text()) {
      element('keyboard').value = ' ';
      element('keyboard').focus({ preventScroll: true });
    } else if (document.activeElement === element('keyboard')) {
      canvas.focus({ preventScroll: true });
    }
  }

  function listenToKeyboard() {
    // Escape, then Tab, lets the focus leave the canvas; elsewhere the keyboard is the browser's.
    let leaving = false;
    for (const name of ['keydown', 'keypress', 'keyup']) {
      window.addEventListener(name, (event) => {
        const focus = document.activeElement;
        const copies = (event.ctrlKey || event.metaKey) && event.key === 'c' && !getSelection().isCollapsed;
        if ((focus !== canvas && focus !== document.body) || copies) {
          event.stopImmediatePropagation();
          return;
        }
        if (name !== 'keydown') return;
        if (event.key === 'Tab') document.body.classList.add('by-keyboard');
        if (event.key === 'Tab' && leaving) event.stopImmediatePropagation();
        if (!['Tab', 'Shift'].includes(event.key)) leaving = event.key === 'Escape';
        // Nor does the browser select the page's hidden words where the app's field selects its own.
        const selectsAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
        if (event.key.startsWith('Arrow') || (selectsAll && focus === canvas)) event.preventDefault();
      }, true);
    }
    canvas.addEventListener('focus', () => {
      leaving = false;
      getSelection().removeAllRanges();  // what is copied from now on is the app's
    });
    element('tell').addEventListener('click', () => {
      const shown = element('in-words').classList.toggle('unseen') === false;
      element('tell').setAttribute('aria-expanded', shown);
      if (shown) keepDescribed();  // the race goes on without a word
    });
    document.addEventListener('selectionchange', keepDescribed);
    const field = element('keyboard');
    field.addEventListener('input', () => {
      const typed = field.value.slice(1);
      app.ccall('tenprobes_type', null, ['string'], [field.value.length === 0 ? '\b' : typed]);
      field.value = ' ';
    });
  }

  function listenToFiles() {
    const open = async (file) => {
      try {
        if (file.size > largestFile) {
          throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB: expected at most ${
              largestFile / 1e6}`);
        }
        await load(new Uint8Array(await file.arrayBuffer()), file.name);
      } catch (error) {
        complain(error);
      }
    };
    element('file').addEventListener('change', async (event) => {
      for (const file of event.target.files) await open(file);
      event.target.value = '';
    });
    const showTarget = (event, shown) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      element('drop').hidden = !shown;
    };
    window.addEventListener('dragover', (event) => showTarget(event, true), true);
    window.addEventListener('dragleave', (event) => showTarget(event, false), true);
    window.addEventListener('drop', async (event) => {
      showTarget(event, false);
      for (const file of [...event.dataTransfer.files]) await open(file);
    }, true);
  }

  api.ready = start();
  api.ready.catch((error) => console.error(error.message));
  api.complete = api.ready.then(fetchTheRest);
  api.complete.catch(() => {});
})();
