import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import { drop } from './dropping.ts';
import { expect, test } from './inkdex.ts';
import { interruptible } from './line.ts';
import { expectLitInPlace, photo } from './litInPlace.ts';

const scene = `<svg width="480" height="360"><rect width="480" height="360" fill="#7fb0e0"/>
  <path d="M0 220 Q120 120 240 210 T480 190 V360 H0Z" fill="#4a7a3c"/></svg>`;

test('photos chosen by folder are read if they have writing, and a word on one is found and lit up in its place', async ({
  inkdex,
  folders,
}) => {
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await inkdex.getByRole('option', { name: 'notes' }).click();
  // A file that is no photo keeps its icon.
  await writeFile(join(folders.home, 'notes', 'broken.jpg'), 'no photo');
  await inkdex.getByRole('textbox', { name: 'Folder' }).press('Enter');
  const entries = inkdex.getByRole('listbox', { name: 'Folders and photos' }).getByRole('option');
  await expect(entries).toHaveCount(4);
  await expect(entries.locator('img')).toHaveCount(3);
  const size = await entries
    .locator('img')
    .first()
    .evaluate((image: HTMLImageElement) => image.naturalWidth);
  expect(size).toBeGreaterThan(40);
  await rm(join(folders.home, 'notes', 'broken.jpg'));
  await sharp(Buffer.from(scene))
    .jpeg()
    .toFile(join(folders.home, 'notes', 'scene.jpg'));
  await inkdex.getByRole('textbox', { name: 'Folder' }).press('Enter');
  await inkdex.getByRole('checkbox', { name: 'Read only photos with writing' }).check();
  await inkdex.getByRole('button', { name: 'Add this folder (4 photos)' }).click();

  // The message keeps room for its words beside two buttons. It stays while the pointer is on it, however long reading takes.
  const message = inkdex.getByText('4 photos added, 1 without writing.').filter({ visible: true });
  await message.hover();
  await expect(inkdex.getByRole('link', { name: 'Read 3' })).toBeVisible();
  expect((await message.boundingBox())?.width).toBeGreaterThan(200);
  await expect(inkdex.getByRole('button', { name: 'Watch this folder' })).toBeInViewport({ ratio: 1 });
  await inkdex.getByRole('button', { name: 'Show those without writing' }).click();
  await expect(inkdex.getByRole('gridcell')).toHaveText([/scene\.jpg.*No writing/su]);
  await expect(inkdex.getByRole('link', { name: 'No writing 1' })).toBeVisible();
  await expectLitInPlace(inkdex);
});

test('the path names the folder that is being opened', async ({ inkdex, folders }) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  const folder = inkdex.getByRole('textbox', { name: 'Folder' });
  const notes = inkdex.getByRole('option', { name: 'notes' });
  await expect(notes).toBeVisible();
  line.holdAnswers();
  await notes.click();
  await expect(folder).toHaveValue(join(folders.home, 'notes'));
  // The same folder again, not the one before.
  await folder.press('Enter');
  line.passAnswers();
  await expect(inkdex.getByRole('option', { name: photo.name })).toBeVisible();
  await folder.fill(join(folders.home, 'ntes'));
  await folder.press('Enter');
  await expect(inkdex.getByRole('alert')).toContainText('ntes');
  await expect(folder).toHaveValue(join(folders.home, 'ntes'));
});

test('a double click on a folder opens it, and selects nothing in it', async ({ inkdex }) => {
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  const box = await inkdex.getByRole('option', { name: 'notes' }).boundingBox();
  const halfOfClick = async (clickCount: number) => {
    await inkdex.mouse.down({ clickCount });
    await inkdex.mouse.up({ clickCount });
  };
  await inkdex.mouse.move((box?.x ?? NaN) + 40, (box?.y ?? NaN) + 10);
  await halfOfClick(1);
  await expect(inkdex.getByRole('option', { name: photo.name })).toBeVisible();
  await halfOfClick(2);
  await expect(inkdex.getByRole('button', { name: 'Add this folder (3 photos)' })).toBeVisible();
  // Both halves of a double click on what stays count.
  await halfOfClick(1);
  await expect(inkdex.getByRole('button', { name: 'Add 1 item' })).toBeVisible();
  await halfOfClick(2);
  await expect(inkdex.getByRole('button', { name: 'Add this folder (3 photos)' })).toBeVisible();
});

test('a place in a long folder is told as such to who listens', async ({ inkdex, folders }) => {
  const names = Array.from({ length: 60 }, (_, index) => `page ${String(index + 1).padStart(2, '0')}`);
  await Promise.all(names.map((name) => mkdir(join(folders.home, 'notes', name))));
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await inkdex.getByRole('option', { name: 'notes' }).click();
  await expect(inkdex.getByRole('option', { name: 'page 01' })).toBeVisible();
  await inkdex.keyboard.press('End');
  const current = inkdex.locator('[role=option].is-current');
  await expect(current).toHaveAttribute('aria-posinset', '63');
  await expect(current).toHaveAttribute('aria-setsize', '63');
});

test('a long name that is written from right to left is cut at its end', async ({ inkdex, folders }) => {
  const name = `${'מחברת '.repeat(18)}.jpg`;
  await copyFile(join(folders.home, 'notes', photo.name), join(folders.home, name));
  await drop(inkdex, [join(folders.home, name)], 'Drop to add photos');
  const tile = inkdex.locator('.tile-name');
  await expect(tile).toHaveText(name);
  expect(await isBeginningSeen(tile)).toBe(true);
  await tile.click();
  const heading = inkdex.getByRole('heading', { name: 'מחברת' });
  await expect(heading).toBeVisible();
  expect(await isBeginningSeen(heading)).toBe(true);
});

test('dropping the same photos again adds nothing and says so', async ({ inkdex, folders }) => {
  const files = [join(folders.home, 'notes', photo.name)];
  await drop(inkdex, files, 'Drop to add photos');
  await expect(inkdex.getByRole('gridcell')).toHaveCount(1);
  await drop(inkdex, files, 'Drop to add photos');
  await expect(inkdex.getByText('0 photos added, 1 duplicate.')).toBeVisible();
  await expect(inkdex.getByRole('gridcell')).toHaveCount(1);
});

/** Whether the first letter stands within the box of its text. */
async function isBeginningSeen(text: Locator): Promise<boolean> {
  return text.evaluate((element) => {
    const letter = document.createRange();
    const [node] = element.childNodes;
    if (node === undefined) return false;
    letter.setStart(node, 0);
    letter.setEnd(node, 1);
    const { left, right } = letter.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return left >= box.left && right <= box.right;
  });
}
