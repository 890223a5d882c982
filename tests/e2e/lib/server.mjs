// A static host for dist/ that can be stopped and started again on the same port.
//
// It obeys dist/_headers, so the tests see what a real host would send.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';

const MEDIA_TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The site under test: PENDAMPING_DIST, else dist/ of this repository. */
export const DIST = process.env.PENDAMPING_DIST ?? resolve(import.meta.dirname, '../../../dist');

/**
 * Serves a folder. `requests` lists every path asked for; `folder` may be exchanged while it runs (a deploy).
 * Port 0 lets the system choose once; `start` after `stop` uses the same port again.
 */
export async function serve(folder = DIST, port = 0) {
  const site = { folder, port, requests: [], origin: '', url: '', start, stop };
  let server;
  const sockets = new Set();

  async function start() {
    server = createServer((request, response) => {
      answer(site, request, response).catch(() => response.writeHead(500).end());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise((done, failed) => server.once('error', failed).listen(site.port, '127.0.0.1', done));
    site.port = server.address().port;
    site.origin = `http://127.0.0.1:${site.port}`;
    site.url = `${site.origin}/`;
  }
  async function stop() {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await start();
  return site;
}

async function answer(site, request, response) {
  const path = normalize(new URL(request.url, 'http://x').pathname).replace(/\/$/, '/index.html').slice(1);
  site.requests.push(path);
  const file = join(site.folder, path);
  const rules = parseHeaders(await readFile(join(site.folder, '_headers'), 'utf8').catch(() => ''));
  const found = await stat(file).then((it) => it.isFile(), () => false);
  const headers = { 'Content-Type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream' };
  for (const [pattern, name, value] of rules) if (matches(pattern, `/${path}`)) headers[name] = value;
  if (!found) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end('missing');
    return;
  }
  response.writeHead(200, headers).end(await readFile(file));
}

function parseHeaders(text) {
  let pattern = '';
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('/')) pattern = line.trim();
    const [, name, value] = line.match(/^\s+([\w-]+):\s*(.*)$/) ?? [];
    return name ? [[pattern, name, value]] : [];
  });
}

const matches = (pattern, path) =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern || `${path}` === `${pattern}index.html`;
