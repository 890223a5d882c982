// Safari's engine for the tests: WebKitGTK's MiniBrowser, driven over plain WebDriver by WebKitWebDriver on a screen
// of its own (Xvfb).
//
// Nothing is installed here (`cargo xtask test` does that) and everything that is started here is ended by `close`.
// A session is ephemeral: its storage survives a reload, not the end of the browser. Controls are found by the role and
// name that the engine itself computes, so a control that Safari's screen reader could not name is not found.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { waitFor } from './launch.mjs';

const SCREENS = resolve(import.meta.dirname, '../../../target/screens');
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** What may have a role: asking the engine for the role of every element of a page would take minutes. */
const CANDIDATES = {
  button: 'button, summary, [role=button]',
  link: 'a[href]',
  textbox: 'input, textarea',
  searchbox: 'input[type=search]',
  radio: 'input[type=radio], [role=radio]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  combobox: 'select',
  heading: 'h1, h2, h3, h4',
};

/** The browser program of WebKitGTK, wherever this machine's packages put it. */
export function miniBrowser() {
  const named = process.env.MINIBROWSER;
  if (named) return named;
  const roots = ['/usr/lib', '/usr/libexec'].filter(existsSync);
  const folders = roots.flatMap((root) => [root, ...readdirSync(root).map((name) => join(root, name))]);
  const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'];
  return folders.flatMap((folder) => versions.map((version) => join(folder, version, 'MiniBrowser'))).find(existsSync);
}

/** What is missing on this machine, in words; nothing where all is there. */
export function missing() {
  const onPath = (name) => process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, name)));
  const absent = ['WebKitWebDriver', 'Xvfb'].filter((name) => !onPath(name));
  if (absent.length === 0 && !miniBrowser()) absent.push('MiniBrowser');
  return absent.length > 0 && `${absent.join(' and ')} missing: apt-get install webkit2gtk-driver xvfb`;
}

/** A browser of its own with one page of 360x640, and the ways to act on that page. */
export async function launchWebKit({ width = 360, height = 640 } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'pendamping-webkit-'));
  const screen = await startScreen();
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: `:${screen.number}`,
      // Only this folder is written to, and no daemon of the desktop is asked for anything.
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_DATA_HOME: join(home, 'data'),
      XDG_DOWNLOAD_DIR: home,
      GSETTINGS_BACKEND: 'memory',
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      TZ: 'Asia/Jakarta',
      LANG: 'C.UTF-8',
    },
  });
  const failed = new Promise((_, reject) => driver.once('error', reject));
  const host = `http://127.0.0.1:${port}`;
  const stop = async () => {
    endGroup(driver.pid);
    screen.stop();
    await new Promise((done) => setTimeout(done, 200));
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const ready = waitFor(() => ask(host, 'GET', '/status').then(() => true, () => false), { what: 'WebKitWebDriver' });
    await Promise.race([ready, failed]);
    const session = await ask(host, 'POST', '/session', {
      capabilities: {
        alwaysMatch: {
          'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
          timeouts: { script: 60000, pageLoad: 60000 },
        },
      },
    });
    const page = new WebKitPage(`${host}/session/${session.sessionId}`);
    await page.resize(width, height);
    return {
      page,
      version: session.capabilities.browserVersion,
      close: async () => {
        await page.call('DELETE', '').catch(() => {});
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One page; every way of acting waits until what it acts on is there. */
class WebKitPage {
  constructor(session) {
    this.session = session;
  }

  call(method, path, body) {
    return ask(this.session, method, path, body);
  }

  goto(url) {
    return this.call('POST', '/url', { url });
  }

  reload() {
    return this.call('POST', '/refresh', {});
  }

  /** The window's own bars are added. What comes out may be wider: GTK keeps room for the tool bar. */
  async resize(width, height) {
    const rect = { x: 0, y: 0, width, height };
    await this.call('POST', '/window/rect', rect);
    const [inner, outer] = await this.run('return [[innerWidth, innerHeight], [outerWidth, outerHeight]]');
    const more = { width: width + outer[0] - inner[0], height: height + outer[1] - inner[1] };
    await this.call('POST', '/window/rect', { ...rect, ...more });
  }

  /** Runs a script (the body of a function) in the page. */
  run(script, ...args) {
    return this.call('POST', '/execute/sync', { script, args });
  }

  /** Runs a script that may await. */
  async runAsync(script, ...args) {
    const wrapped = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${script} })(...[...arguments].slice(0, -1)).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const { value, error } = await this.call('POST', '/execute/async', { script: wrapped, args });
    assert.equal(error, undefined);
    return value;
  }

  /** The visible element with this role and name, once it is there. */
  async byRole(role, name, options = {}) {
    return waitFor(() => this.look(role, name), { what: `${role} ${name}`, every: 150, timeout: 20000, ...options });
  }

  /** The element with this role and name, if it is visible now. */
  async look(role, name) {
    const found = await this.call('POST', '/elements', { using: 'css selector', value: CANDIDATES[role] });
    for (const it of found) {
      const at = `/element/${it[ELEMENT]}`;
      const fits = await this.fits(at, it, role, name).catch((error) => {
        // The page may redraw between two questions.
        if (/stale|no such/.test(error.message)) return false;
        throw error;
      });
      if (fits) return it;
    }
    return undefined;
  }

  async fits(at, element, role, name) {
    // Asking the page first spares a round trip for every element that is not shown.
    if (!(await this.run('return arguments[0].checkVisibility() && !arguments[0].closest("[inert]")', element))) return false;
    const label = await this.call('GET', `${at}/computedlabel`);
    if (!matches(label, name)) return false;
    const computed = await this.call('GET', `${at}/computedrole`);
    return computed === role || (role === 'textbox' && computed === 'searchbox') || role === 'heading' || computed === '';
  }

  /** Clicks like a person: once more where the page was still being drawn and the thing slipped away under the finger. */
  async click(role, name, options) {
    const clicked = async () => {
      const element = await this.byRole(role, name, options);
      await this.run('arguments[0].scrollIntoView({ block: "center" })', element);
      try {
        await this.call('POST', `/element/${element[ELEMENT]}/click`, {});
        return true;
      } catch (error) {
        if (/stale|no such|not interactable/.test(error.message)) return false;
        throw error;
      }
    };
    await waitFor(clicked, { what: `a click on ${role} ${name}`, every: 150, timeout: 20000 });
  }

  /** Types into a field as a person does, after emptying it. */
  async fill(name, text, role = 'textbox') {
    const element = await this.byRole(role, name);
    await this.run('arguments[0].scrollIntoView({ block: "center" })', element);
    await this.call('POST', `/element/${element[ELEMENT]}/clear`, {});
    await this.call('POST', `/element/${element[ELEMENT]}/value`, { text });
  }

  /** The text of the first element that the selector finds, once there is one. */
  async text(selector) {
    return waitFor(() => this.run('return document.querySelector(arguments[0])?.textContent.trim()', selector), { what: selector });
  }

  /** Waits for words anywhere on the page. */
  async hasText(words) {
    return waitFor(async () => (await this.run('return document.body.innerText')).includes(words), { what: `the words ${words}` });
  }

  /** Saves the page as target/screens/NAME.png. */
  async screenshot(name) {
    mkdirSync(SCREENS, { recursive: true });
    const path = join(SCREENS, `${name}.png`);
    writeFileSync(path, Buffer.from(await this.call('GET', '/screenshot'), 'base64'));
    return path;
  }
}

const matches = (label, name) => (name instanceof RegExp ? name.test(label.trim()) : label.trim() === name);

async function ask(base, method, path, body) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    // A browser that no longer answers fails the test at the step that it died in.
    signal: AbortSignal.timeout(30000),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

/** A virtual screen; it chooses a free number by itself. */
async function startScreen() {
  const flags = ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3].once('data', (data) => done(String(data).trim()));
  });
  return { number, stop: () => child.kill() };
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It ended by itself.
  }
}
