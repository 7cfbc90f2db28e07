import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, searchField, test as base } from './inkdex.ts';

const root = join(import.meta.dirname, '../..');

interface Development {
  /** Changes one text in a source file. */
  readonly edit: (file: string, before: string, after: string) => void;
  readonly address: string;
}

/** `npm run dev` on a copy of the sources, which the test may edit. */
const test = base.extend<{ development: Development }>({
  development: async ({ browserName }, use) => {
    const folder = mkdtempSync(join(tmpdir(), `inkdex-development-${browserName}-`));
    for (const name of [
      'main',
      'renderer',
      'resources',
      'shared',
      'package.json',
      'tsconfig.base.json',
      'vite.config.ts',
    ])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    mkdirSync(join(folder, 'library'));
    const child = spawn(process.execPath, [join(folder, 'resources/build/dev.ts')], {
      env: { ...process.env, INKDEX_LIBRARY: join(folder, 'library'), DISPLAY: '', WAYLAND_DISPLAY: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
    await use({
      address,
      edit(file, before, after) {
        const path = join(folder, file);
        const source = readFileSync(path, 'utf8');
        expect(source.split(before), `"${before}" in ${file}`).toHaveLength(2);
        writeFileSync(path, source.replace(before, after));
      },
    });
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  },
});

test('npm run dev asks for the token, shows a changed component without a reload and restarts a changed host under the open page', async ({
  page,
  request,
  development: { address, edit },
}) => {
  const refused: string[] = [];
  page.on('console', (entry) => {
    if (/Content.Security.Policy/iu.test(entry.text())) refused.push(entry.text());
  });
  expect((await request.get(new URL('/photo/display/1', address).href)).status()).toBe(401);
  await page.goto(address);
  await searchField(page).first().waitFor();
  // A reload would lose it.
  await page.evaluate(() => {
    document.documentElement.dataset.kept = 'yes';
  });

  edit('renderer/shell/Sidebar.tsx', '>Inkdex<', '>Inkdex, edited<');
  await expect(page.getByText('Inkdex, edited')).toBeVisible();
  await expect(page.locator('html[data-kept]')).toBeAttached();

  const restarted = async (): Promise<string | undefined> => {
    const response = await page.request.get(new URL('/', address).href).catch(() => null);
    return response?.ok() === true ? response.headers()['x-edited'] : undefined;
  };
  expect(await restarted()).toBeUndefined();
  edit('main/ipc/web/staticFiles.ts', "'referrer-policy'", "'x-edited': 'yes', 'referrer-policy'");
  await expect.poll(restarted).toBe('yes');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
  await expect(page.locator('html[data-kept]')).toBeAttached();
  expect(refused).toEqual([]);
});
