// The first motion: while the app loads, the session that it opens with, as it was played when the page
// was built (web/first_picture.cpp). The cloud is every tenth network, the dots come in the order in which
// they were measured; the live session takes its place.
'use strict';

(async () => {
  const figure = document.getElementById('first'), canvas = document.getElementById('first-plot');
  const secondsBetween = 0.3, radius = 5, margin = 12;
  let session;
  try {
    session = await (await fetch('first-session.json')).json();
  } catch {
    return;  // page.js says what is wrong
  }
  // A link opens something else; what went wrong is said alone.
  if (location.hash.length > 1 || !figure.isConnected) return;
  document.getElementById('first-words').textContent =
      `A recorded session on ${session.device}. Each dot is a network: further left faster, higher better. ` +
      `${session.probes.length} are measured to find the best within ${session.budget_ms.toFixed(1)} ms, ` +
      'the line.';
  figure.hidden = false;
  const { width, height } = canvas.getBoundingClientRect();
  const pen = canvas.getContext('2d');
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  pen.scale(devicePixelRatio, devicePixelRatio);
  const across = (x) => margin + (width - 2 * margin) * x / 1000;
  const up = (y) => height - margin - (height - 2 * margin) * y / 1000;

  function draw(shown) {
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    const line = across(session.budget);
    pen.clearRect(0, 0, width, height);
    for (let i = 0; i < session.cloud.length; i += 2) {
      const x = across(session.cloud[i]);
      pen.fillStyle = colour(x <= line ? '--fits' : '--slow');
      pen.beginPath();
      pen.arc(x, up(session.cloud[i + 1]), 1.7, 0, 7);
      pen.fill();
    }
    pen.fillStyle = colour('--budget');
    pen.fillRect(line - 1, 0, 2, height);
    pen.strokeStyle = pen.fillStyle = colour('--accent');
    pen.lineWidth = 2;
    let best = null;
    for (const probe of session.probes.slice(0, shown)) {
      if (probe.best) best = probe;
      pen.beginPath();
      pen.arc(across(probe.across), up(probe.up), radius, 0, 7);
      probe.fits ? pen.fill() : pen.stroke();
    }
    if (!best) return;
    pen.beginPath();
    pen.arc(across(best.across), up(best.up), radius + 4, 0, 7);
    pen.stroke();
  }

  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (let shown = still ? session.probes.length : 0; shown <= session.probes.length; ++shown) {
    if (!figure.isConnected) break;  // page.js took it away
    draw(shown);
    canvas.dataset.shown = shown;
    await new Promise((resolve) => setTimeout(resolve, 1000 * secondsBetween));
  }
})();
