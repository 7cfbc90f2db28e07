import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { runInkdex, startApp, type AppFolders } from '../support/app.ts';
import { openReverseProxy } from '../support/reverseProxy.ts';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';

test('a reader and a labeller use one library at once, each with what their role allows', async ({
  browser,
  inkdex,
  app,
  folders,
}) => {
  const [rae, ben] = [await tokenOf('Rae', 'read', folders), await tokenOf('Ben', 'label', folders)];
  const { origin } = new URL(app.address);

  // The reader pastes a token, at first a wrong one.
  const reader = await newPerson(browser, origin);
  await reader.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expectNoFaults(reader);
  const field = reader.getByLabel('Token');
  await field.fill('inkdex_wrong');
  await field.press('Enter');
  await expect(reader.getByRole('alert')).toContainText('This token is unknown or was revoked.');
  await expect(reader.getByRole('gridcell')).toHaveCount(0);
  await field.fill(` ${rae}\n`);
  await field.press('Enter');
  await expect(reader.getByRole('gridcell')).toHaveCount(3);
  await expect(reader.getByRole('link', { name: 'Rae' })).toBeVisible();

  // Looking and searching works; the rest is disabled, and says why.
  await expect(reader.getByRole('link', { name: 'Correct words' })).toBeHidden();
  const add = reader.getByRole('button', { name: 'Add photos' });
  await expect(add).toBeDisabled();
  await expect(add).toHaveAttribute(
    'title',
    /You can look and search in this library\. This needs the role “admin”/u,
  );
  await reader.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await expect(reader.getByRole('link', { name: 'Correct', exact: true })).toBeHidden();
  await expect(reader.getByRole('button', { name: 'Rotate photo' })).toBeDisabled();
  await expect(reader.locator('img.stage-photo').first()).toBeVisible();

  // No screen asks for what a reader may not have.
  for (const screen of [
    'search',
    'datasets',
    'training',
    'models',
    'similar-photos',
    'settings',
    'about',
    'train',
  ]) {
    await reader.evaluate((to) => {
      location.hash = `#/${to}`;
    }, screen);
    await expect(reader.getByRole('main').getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
  await expect(reader.locator('.toast-error')).toHaveCount(0);
  await expect(reader.locator('.form-error')).toHaveCount(0);
  await reader.getByRole('link', { name: 'Library' }).click();
  await reader.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();

  // The labeller opens a link, and corrects a word of the same photo.
  const labeller = await newPerson(browser, `${origin}/#token=${ben}`);
  await expect(labeller.getByRole('link', { name: 'Ben' })).toBeVisible();
  expect(labeller.url()).not.toContain('token');
  await labeller.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await labeller.getByRole('link', { name: 'Correct', exact: true }).click();
  const word = labeller.getByRole('textbox', { name: 'Text of the word' });
  await expect(word).toBeFocused();
  await word.fill('pelican');
  await word.press('Enter');
  await expect(labeller.getByText('Saved', { exact: true })).toBeVisible();
  await labeller.getByRole('option').first().click();
  await expect(labeller.getByText(/^Confirmed, by Ben/u)).toBeVisible();

  // The reader sees it, and who did it, and cannot change it whatever the address.
  await reader.getByRole('button', { name: 'pelican', exact: true }).first().click();
  await expect(reader.getByText(/^Confirmed, by Ben/u)).toBeVisible();
  await reader.evaluate(() => {
    location.hash = '#/annotate/1';
  });
  await expect(reader.getByText('This needs the role “label”')).toBeVisible();

  // The owner types the same word: the labeller's text is kept and the labeller told who was first.
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await inkdex.getByRole('link', { name: 'Correct', exact: true }).click();
  await inkdex.getByRole('option').first().click();
  await expect(inkdex.getByText(/^Confirmed, by Ben/u)).toBeVisible();
  await inkdex.keyboard.press('Control+z');
  await expect(inkdex.getByRole('alert')).toContainText('was made by Ben. Only your own edits can be undone');

  // An admin revokes the labeller's token: the open window ends, with nothing that was typed left unsaid.
  await inkdex.getByRole('link', { name: 'Settings' }).click();
  await expect(inkdex.getByRole('list', { name: 'Tokens' }).getByRole('listitem')).toHaveCount(2);
  await inkdex.getByRole('heading', { name: 'People and programs' }).scrollIntoViewIfNeeded();
  await expectNoFaults(inkdex);
  await inkdex.getByRole('button', { name: 'Revoke Ben' }).click();
  await inkdex.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(labeller.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await labeller.reload();
  await expect(labeller.getByRole('heading', { name: 'Sign in' })).toBeVisible();

  // Signing out forgets the token in this browser only.
  await reader.getByRole('link', { name: 'Settings' }).click();
  await expect(reader.getByRole('heading', { name: 'People and programs' })).toBeHidden();
  await expect(reader.getByText('Read: look and search')).toBeVisible();
  await reader.getByRole('button', { name: 'Sign out' }).click();
  await expect(reader.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an admin makes a token in Settings, which is shown once', async ({ browser, inkdex, app }) => {
  await inkdex.getByRole('link', { name: 'Settings' }).click();
  await inkdex.getByRole('button', { name: 'Create token' }).click();
  const dialog = inkdex.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ada');
  await dialog.getByLabel('Role').selectOption('admin');
  await expectNoFaults(inkdex);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  const secret = await dialog.getByLabel('Token', { exact: true }).inputValue();
  expect(secret).toMatch(/^inkdex_/u);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(inkdex.getByRole('list', { name: 'Tokens' })).toContainText('Admin: everything');
  expect(await inkdex.content()).not.toContain(secret);

  const admin = await newPerson(browser, `${new URL(app.address).origin}/#token=${secret}`);
  await expect(admin.getByRole('button', { name: 'Add photos' })).toBeEnabled();
  await admin.getByRole('link', { name: 'Settings' }).click();
  await expect(admin.getByRole('button', { name: 'Create token' })).toBeEnabled();
});

test('behind a reverse proxy with https, in a folder of its address, a cookie signs in and no log has the token', async ({
  browser,
  folders,
}) => {
  const keys = mkdtempSync(join(tmpdir(), 'inkdex-proxy-'));
  // The address of the server behind it is known once it has started, and the server needs the address of the proxy.
  let port = 0;
  const proxy = await openReverseProxy(keys, () => port);
  const token = await tokenOf('Ada', 'admin', folders);
  const app = await startApp(folders, {}, ['--url', proxy.url]);
  port = portIn(folders.library);
  try {
    expect(app.address).toBe(proxy.url);
    const admin = await newPerson(browser, proxy.url);
    await admin.getByLabel('Token').fill(token);
    await admin.getByRole('button', { name: 'Sign in' }).click();
    await expect(admin.getByRole('gridcell')).toHaveCount(3);
    const picture = admin.getByRole('gridcell').first().locator('img');
    await expect
      .poll(() => picture.evaluate((each: HTMLImageElement) => each.naturalWidth))
      .toBeGreaterThan(0);
    expect(await admin.evaluate(() => [document.cookie, localStorage.getItem('inkdex-session')])).toEqual([
      '',
      '',
    ]);
    expect(proxy.asked.join(' ')).not.toContain(token);
    expect(app.log()).toContain('“Ada” has signed in from 127.0.0.1.');

    await searchField(admin).fill('the');
    await expect(admin.locator('.result').first()).toBeVisible();
    await admin.reload();
    await expect(admin.locator('.result').first()).toBeVisible();
    await admin.getByRole('link', { name: 'Settings' }).click();
    await admin.getByRole('button', { name: 'Sign out' }).click();
    await expect(admin.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await runInkdex(['token', 'revoke', 'Ada'], folders);
  } finally {
    await app.close();
    proxy.close();
    rmSync(keys, { recursive: true });
  }
});

/** A person's browser, without anything of the others. */
async function newPerson(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** The port that a library keeps for its next start. */
function portIn(library: string): number {
  const kept = z.object({ port: z.number() });
  return kept.parse(JSON.parse(readFileSync(join(library, 'browser.json'), 'utf8'))).port;
}

async function tokenOf(name: string, role: string, folders: AppFolders): Promise<string> {
  return (await runInkdex(['token', 'create', name, '--role', role], folders)).trim();
}
