import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { chromiumArguments, findChromium, howToGetChromium } from '../support/browser.ts';

/** What `npm install` puts beside the page. */
const installed = join(import.meta.dirname, '../../.cache/interop-browser');
const runtime = 'onnxruntime-web@1.30.0';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** What `read.html` of an ONNX export shows for crops, in Chromium. */
export async function readInBrowser(folder: string, crops: readonly string[]): Promise<string[]> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`There is no Chromium. Install one: ${howToGetChromium}`);
  if (!existsSync(join(installed, 'node_modules'))) {
    mkdirSync(installed, { recursive: true });
    await promisify(execFile)('npm', ['install', '--no-save', '--prefix', installed, runtime]);
  }
  const server = createServer((request, response) => {
    const name = request.url ?? '';
    const path = join(name.startsWith('/node_modules/') ? installed : folder, name);
    response.writeHead(existsSync(path) ? 200 : 404, { 'content-type': types[extname(path)] ?? '' });
    response.end(existsSync(path) ? readFileSync(path) : '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/read.html`);
    await page.locator('[data-state=ready]').waitFor({ state: 'attached' });
    await page.getByLabel('Crops').setInputFiles([...crops]);
    await page.locator('[data-state=read]').waitFor({ state: 'attached', timeout: 120_000 });
    const lines = ((await page.locator('pre').textContent()) ?? '').trimEnd().split('\n');
    return lines.map((line) => line.slice(line.indexOf('\t') + 1));
  } finally {
    await browser.close();
    server.close();
  }
}
