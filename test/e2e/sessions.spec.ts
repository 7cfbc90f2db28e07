import type { Page } from '@playwright/test';
import { runInkdex, startApp } from '../support/app.ts';
import { expect, readTest as test } from './inkdex.ts';

test('who has signed in stays signed in after a restart, and is signed out in Settings', async ({
  page,
  browser,
  app,
  folders,
}) => {
  const token = await runInkdex(['token', 'create', 'Anna', '--role', 'read'], folders);
  const anna = await (await browser.newContext()).newPage();
  const { origin } = new URL(app.address);
  await page.goto(app.address);
  await anna.goto(`${origin}/#token=${token.trim()}`);
  await expectPhotos(page);
  await expectPhotos(anna);

  let again = app;
  for (const signal of ['SIGKILL', undefined] as const) {
    await again.close(signal);
    again = await startApp(folders);
    expect(new URL(again.address).origin).toBe(origin);
    // The bookmarks, without any token.
    for (const each of [page, anna]) {
      await each.goto('about:blank');
      await each.goto(`${origin}/#/library`);
      await expectPhotos(each);
    }
    await expect(anna.getByRole('link', { name: 'Anna' })).toBeVisible();
  }

  await page.goto(`${origin}/#/settings`);
  const list = page.getByRole('list', { name: 'Signed-in browsers' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list).toContainText('Chrome on Linux (this browser)');
  await list.getByRole('button', { name: 'Sign out Chrome on Linux of Anna' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await anna.reload();
  await expect(anna.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await again.close();
});

async function expectPhotos(page: Page): Promise<void> {
  await expect(page.getByRole('gridcell')).toHaveCount(3);
  await expect(page.locator('img').first()).toBeVisible();
}
