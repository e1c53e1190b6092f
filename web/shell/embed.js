// What embed.html tells of: it listens to its frame.
'use strict';

const frame = document.querySelector('iframe').contentWindow;
addEventListener('message', ({ data, origin, source }) => {
  if (source !== frame || origin !== location.origin) return;
  if (data.tenprobes === 'ready') frame.postMessage({ tenprobes: 'listen' }, origin);
  if (data.tenprobes === 'event') document.getElementById('heard').textContent = data.announcement;
});
