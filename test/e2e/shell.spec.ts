import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drop } from './dropping.ts';
import { expect, searchField, test } from './inkdex.ts';

test('dark and light follow the system until the person chooses', async ({ inkdex }) => {
  const ground = () => inkdex.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = 'rgb(247, 245, 241)';
  const dark = 'rgb(22, 21, 19)';
  await inkdex.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).toBe(dark);
  await inkdex.emulateMedia({ colorScheme: 'light' });
  await expect.poll(ground).toBe(light);

  await inkdex.getByRole('link', { name: 'Settings' }).click();
  const button = inkdex.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' });
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(ground).toBe(dark);
  await inkdex.reload();
  await expect.poll(ground).toBe(dark);
});

test('the screen that is shown stands out where the system has colours of its own', async ({ inkdex }) => {
  await inkdex.emulateMedia({ forcedColors: 'active' });
  const groundOf = (name: string) =>
    inkdex
      .getByRole('link', { name, exact: true })
      .evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await groundOf('Library')).not.toBe(await groundOf('Correct words'));
});

test('the list of work is seen whole beside the sidebar, in a low and narrow window too', async ({
  inkdex,
}) => {
  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  const work = inkdex.getByRole('region', { name: 'Jobs' });
  await expect(work).toBeInViewport({ ratio: 1 });
  await inkdex.setViewportSize({ width: 640, height: 400 });
  await expect(work).toBeInViewport({ ratio: 1 });
});

test('a lost connection is said in the window', async ({ inkdex, app }) => {
  await expect(inkdex.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
  await app.close();
  await expect(inkdex.getByText('Connection lost. Reconnecting…')).toBeVisible();
});

test('the models screen names both models', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Models' }).click();
  await expect(inkdex.getByText('Finds words')).toBeVisible();
  await expect(inkdex.getByText('Reads words')).toBeVisible();
  await expect(inkdex.getByText('In use')).toHaveCount(2);
});

test('a message stays until somebody is there, and while the pointer rests on it or its button has the focus', async ({
  inkdex,
  folders,
}) => {
  await inkdex.clock.install();
  await writeFile(join(folders.home, 'list.txt'), 'Milk, bread, ink.');
  await drop(inkdex, [join(folders.home, 'list.txt')], 'Drop to add photos');
  const messages = inkdex.getByRole('log', { name: 'Messages' });
  const close = messages.getByRole('button', { name: 'Close message' });
  await expect(close).toBeVisible();
  await inkdex.clock.fastForward('01:00');
  await expect(close).toBeVisible();
  await close.hover();
  await inkdex.clock.fastForward('01:00');
  await expect(close).toBeVisible();
  await close.focus();
  await inkdex.mouse.move(10, 10);
  await inkdex.clock.fastForward('01:00');
  await expect(close).toBeFocused();

  await searchField(inkdex).focus();
  await inkdex.clock.fastForward('01:00');
  await expect(messages).toBeEmpty();
});

test('an unknown address shows the library', async ({ inkdex }) => {
  await inkdex.evaluate(() => {
    location.hash = '#/nowhere/at/all';
  });
  await expect(inkdex.getByRole('heading', { name: 'Drop your photos here' })).toBeVisible();
});

test('an address that names no runs to compare says how to come by some', async ({ inkdex }) => {
  await inkdex.evaluate(() => {
    location.hash = '#/compare-runs';
  });
  await expect(inkdex.getByText('Select two or more runs in the list')).toBeVisible();
});
