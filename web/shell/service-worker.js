// Keeps the page's files, so that it opens offline. Each build has its own cache; the page always
// starts from one build's files, never from a mixture.
'use strict';

const cacheName = 'tenprobes-@VERSION@';
const files = { @FILES@ };

// What page.js fetched it has kept already; what the browser fetched for the page it still has, if not
// of another build.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await Promise.all([...Object.keys(files), 'files.json'].map(async (name) => {
      if (await cache.match(name)) return;
      const asked = name === 'index.html' ? './' : name;
      const fetched = async (how) => {
        const response = await fetch(asked, { cache: how });
        if (!response.ok) throw new Error(name + ': the server answered ' + response.status);
        return response;
      };
      const response = await fetched('force-cache');
      const { byteLength } = await response.clone().arrayBuffer();
      const stale = name in files && byteLength !== files[name];
      await cache.put(name, stale ? await fetched('reload') : response);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('tenprobes-') && name !== cacheName) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// The network first, so that a new build is seen at once; the kept files where it does not answer.
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  event.respondWith((async () => {
    try {
      return await fetch(event.request);
    } catch (error) {
      const cache = await caches.open(cacheName);
      const url = new URL(event.request.url);
      const name = url.pathname.endsWith('/') ? 'index.html' : event.request;
      const kept = await cache.match(name, { ignoreSearch: true });
      if (kept) return kept;
      throw error;
    }
  })());
});
