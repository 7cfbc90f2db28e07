import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pdfOfPhotos } from '../support/pdf.ts';
import { drop } from './dropping.ts';
import { expect, test } from './inkdex.ts';
import { expectLitInPlace, photo } from './litInPlace.ts';

test('photos dropped on the window are read and found', async ({ inkdex, folders }) => {
  await drop(inkdex, [join(folders.home, 'notes')], 'Drop to add photos');

  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
  await expect(inkdex.getByRole('link', { name: 'Read 3' })).toBeVisible();
  await expectLitInPlace(inkdex);
});

test('a PDF dropped on the window becomes a photo for every page, and a word on one is found', async ({
  inkdex,
  folders,
}) => {
  const path = join(folders.home, 'scans.pdf');
  const pages = [photo.name, 'dp01.jpg'].map((name) => join(folders.home, 'notes', name));
  await writeFile(path, await pdfOfPhotos(pages));
  await drop(inkdex, [path], 'Drop to add photos');

  await expect(inkdex.getByRole('link', { name: 'Read 2' })).toBeVisible();
  await expect(inkdex.getByRole('gridcell')).toHaveText([/scans, page 1\.jpg/u, /scans, page 2\.jpg/u]);
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type(photo.term);
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await expect(inkdex.locator('.result')).toContainText('scans, page 1.jpg');
});
