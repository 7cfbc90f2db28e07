import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test } from './inkdex.ts';

test('a folder of notes is kept up to date with corrections, until the person stops it', async ({
  inkdex,
  folders,
}) => {
  const vault = join(folders.home, 'vault');
  mkdirSync(vault);
  writeFileSync(join(vault, 'welcome.md'), 'A note of the person.');
  await inkdex.getByRole('link', { name: 'Settings' }).click();
  const section = inkdex.getByRole('region', { name: 'Notes' });
  await section.getByRole('button', { name: 'Choose a folder' }).click();
  const places = inkdex.getByRole('dialog', { name: 'Choose a folder for notes' });
  await places.getByRole('textbox', { name: 'Folder' }).fill(vault);
  await inkdex.keyboard.press('Enter');
  await expect(places.getByRole('option', { name: 'welcome.md' })).toBeVisible();
  await places.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(section.getByText('3 notes, up to date')).toBeVisible();
  expect(readdirSync(vault).filter((name) => name.endsWith('.md'))).toHaveLength(4);
  await expectNoFaults(inkdex);

  await inkdex.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library' }).click();
  await inkdex.getByRole('gridcell', { name: /^dn01\.jpg/u }).click();
  await inkdex.keyboard.press('e');
  await inkdex.getByRole('textbox', { name: 'Text of the word' }).fill('zyxwvut');
  await inkdex.keyboard.press('Enter');
  await expect.poll(() => readFileSync(join(vault, 'dn01.md'), 'utf8')).toContain('zyxwvut');

  // A word that is corrected in the note is corrected in the library: the copy is what Inkdex writes of it.
  const note = join(vault, 'dn01.md');
  writeFileSync(note, `${readFileSync(note, 'utf8').replace('zyxwvut', 'obsidian')}\nSee [[Robots]].\n`);
  await expect.poll(() => readFileSync(join(vault, '.inkdex-notes/dn01.md'), 'utf8')).toContain('obsidian');
  expect(readFileSync(note, 'utf8')).toContain('See [[Robots]].');

  await inkdex.getByRole('link', { name: 'Settings' }).click();
  await section.getByRole('button', { name: 'Stop keeping notes' }).click();
  await expect(inkdex.getByText('No notes are kept any more.')).toBeVisible();
  await expect(section.getByRole('button', { name: 'Stop keeping notes' })).toBeHidden();
  expect(readdirSync(vault).filter((name) => name.endsWith('.md'))).toHaveLength(4);

  // The photos of this library are those of other tests: no sidecar is written beside them.
  const sidecars = inkdex.getByRole('region', { name: 'Sidecars' });
  await sidecars.getByRole('button', { name: 'Choose a folder' }).click();
  const below = inkdex.getByRole('dialog', { name: 'Choose a folder whose photos get sidecars' });
  await below.getByRole('textbox', { name: 'Folder' }).fill(vault);
  await inkdex.keyboard.press('Enter');
  await below.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(sidecars.getByText('0 sidecars, up to date')).toBeVisible();
  await expectNoFaults(inkdex);
  await sidecars.getByRole('button', { name: 'Stop keeping sidecars' }).click();
  await expect(sidecars.getByText('up to date')).toBeHidden();
});
