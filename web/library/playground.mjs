// The playground as an element, for articles and slides:
//
//   <script type="module" src="node_modules/tenprobes/playground.mjs"></script>
//   <tenprobes-playground space="fbnet" device="raspi4" style="height: 700px"></tenprobes-playground>
//
// Attributes are settings of the page's links (web/app/settings_table.cpp), a change of which shows at
// once. `await element.tenprobes` gives the page's own functions.
const settings = ['space', 'device', 'budget', 'probes', 'method', 'seed', 'theme', 'lesson'];

export class TenprobesPlayground extends HTMLElement {
  static observedAttributes = settings;

  #frame = null;

  connectedCallback() {
    const frame = document.createElement('iframe');
    frame.title = this.getAttribute('title') ?? 'tenprobes playground';
    frame.style.cssText = 'border: 0; width: 100%; height: 100%';
    frame.allow = 'fullscreen; clipboard-write';
    if (getComputedStyle(this).display === 'inline') this.style.display = 'block';
    this.#frame = frame;
    this.#show();
    (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).replaceChildren(frame);
  }

  disconnectedCallback() {
    this.#frame = null;
  }

  attributeChangedCallback() {
    if (this.#frame) this.#show();
  }

  /** The page's functions: adapt(), state(), loadSpace(), ... */
  get tenprobes() {
    return new Promise((resolve, reject) => {
      const look = () => {
        const page = this.#frame?.contentWindow?.tenprobes;
        if (page) page.ready.then(() => resolve(page), reject);
        else if (this.isConnected) setTimeout(look, 50);
        else reject(new Error('the playground is in no document'));
      };
      look();
    });
  }

  #show() {
    const chosen = settings.filter((name) => this.hasAttribute(name));
    const link = chosen.map((name) => `${name}=${encodeURIComponent(this.getAttribute(name))}`);
    const page = new URL('./page/index.html', import.meta.url);
    this.#frame.src = link.length ? `${page}#v=2&${link.join('&')}` : String(page);
  }
}

if (!customElements.get('tenprobes-playground')) {
  customElements.define('tenprobes-playground', TenprobesPlayground);
}
