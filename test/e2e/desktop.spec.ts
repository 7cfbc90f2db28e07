import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { electronBinary, hasScreen } from '../../main/installation.ts';

const root = join(import.meta.dirname, '../..');
const binary = electronBinary();

test.describe('The desktop app', () => {
  test.skip(binary === null, "Electron's binary is not here. This brings it: npx install-electron");
  test.skip(!hasScreen(), 'There is no screen. On Linux, run under: xvfb-run');

  let folder: string;
  let app: ElectronApplication;
  let page: Page;

  test.beforeAll(async () => {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    for (const mode of ['main', 'preload']) {
      execFileSync(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'error'], { cwd: root });
    }
    folder = mkdtempSync(join(tmpdir(), 'inkdex-desktop-'));
    const args = [root, `--user-data-dir=${join(folder, 'electron')}`];
    const env = { ...process.env, INKDEX_LIBRARY: join(folder, 'library') };
    app = await _electron.launch({ executablePath: binary ?? '', args, env });
    page = await app.firstWindow();
  });

  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens an empty library in a window of its own', async () => {
    await expect(page).toHaveURL(/^app:\/\/inkdex\//u);
    await expect(page.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
  });

  test('keeps Node out of the page', async () => {
    const seen = await page.evaluate(() => ({
      require: 'require' in globalThis,
      process: 'process' in globalThis,
      entryPoint: Object.keys(window.inkdexDesktop ?? {}).sort(),
    }));
    expect(seen).toEqual({ require: false, process: false, entryPoint: ['invoke', 'pathOf', 'subscribe'] });
  });

  test('goes nowhere else and opens no other window', async () => {
    await page.evaluate(() => {
      window.open('https://example.org/');
      location.href = 'https://example.org/';
    });
    await expect(page).toHaveURL(/^app:\/\/inkdex\//u);
    expect(app.windows()).toHaveLength(1);
  });

  test('does not ask the house anything that is not in the contract', async () => {
    const answer = await page.evaluate(() => window.inkdexDesktop?.invoke('launchMissiles', {}));
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-arguments' } });
  });
});
