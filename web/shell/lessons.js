// lessons.html: the lesson in the text field, shown by the page in the frame.
'use strict';
const element = (id) => document.getElementById(id);
const name = 'your-lesson';
element('text').value = localStorage.getItem('tenprobes-lesson') ?? JSON.stringify({
  format: 'tenprobes-lesson', version: 1, number: 100, title: 'My lesson', about: 'What it is about.',
  steps: [
    { text: 'The line is the latency budget. Drag it until half of all networks fit.',
      set: { panel: 'world', device: 'pixel3', budget: '0.25' }, point: 'budget', until: { changed: 'budget' } },
    { text: 'Now the method may choose among more networks.', ask: 'Does the best one become better?',
      answers: [{ text: 'Yes', right: true, reply: 'Right: whatever fitted before fits still.' },
                { text: 'No', reply: 'Look again: nothing that fitted is lost.' }] },
  ],
}, null, 2);

function say(sentence, bad) {
  element('fault').textContent = sentence;
  element('fault').className = bad ? 'bad' : '';
}

async function show() {
  const text = element('text').value;
  try {
    const { tenprobes } = element('frame').contentWindow;
    await tenprobes.ready;
    await tenprobes.loadDevice(text, name + '.json');
    localStorage.setItem('tenprobes-lesson', text);
    const { title, steps } = JSON.parse(text);
    element('step').max = steps.length;
    const step = Math.min(steps.length, Math.max(1, element('step').valueAsNumber || 1));
    await tenprobes.lesson(name);
    // What the steps before have set holds still.
    await tenprobes.set(Object.assign({ lesson: name, step }, ...steps.slice(0, step).map((each) => each.set)));
    say(`“${title}”, step ${step} of ${steps.length}.`, false);
  } catch (error) {
    say(error.message, true);
  }
}

let due = 0;
const showSoon = () => { clearTimeout(due); due = setTimeout(show, 400); };
const open = async (file) => {
  if (!file) return;
  element('text').value = await file.text();
  show();
};
element('text').addEventListener('input', showSoon);
element('step').addEventListener('input', showSoon);
element('file').addEventListener('change', (event) => open(event.target.files[0]));
for (const kind of ['dragover', 'drop']) {
  element('text').addEventListener(kind, (event) => {
    event.preventDefault();
    if (kind === 'drop') open(event.dataTransfer.files[0]);
  });
}
element('save').addEventListener('click', () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([element('text').value], { type: 'application/json' }));
  link.download = name + '.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
element('frame').addEventListener('load', show);
