import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './inkdex.ts';

test('a watched folder brings in what comes into it, until it is watched no more', async ({
  inkdex,
  folders,
}) => {
  const inbox = join(folders.home, 'uploads');
  await mkdir(inbox);
  await inkdex.getByRole('button', { name: 'Watch a folder' }).click();
  const dialog = inkdex.getByRole('dialog', { name: 'Watched folders' });
  await expect(dialog).toContainText('No watched folders yet.');
  await dialog.getByRole('checkbox', { name: 'Read only photos with writing' }).check();
  await dialog.getByRole('button', { name: 'Choose a folder' }).click();
  const place = inkdex.getByRole('dialog', { name: 'Watch a folder' });
  await place.getByRole('option', { name: 'uploads' }).click();
  await place.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('0 photos in the library');

  await copyFile(join(folders.home, 'notes', 'dn01.jpg'), join(inbox, 'monday.jpg'));
  await expect(dialog.getByRole('listitem')).toContainText('1 photo in the library');
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('gridcell')).toHaveText([/monday\.jpg/u]);
  await expect(inkdex.getByRole('link', { name: 'Read 1' })).toBeVisible();

  await inkdex.getByRole('button', { name: 'Watched folders' }).click();
  await dialog.getByRole('button', { name: 'Stop watching uploads' }).click();
  await expect(dialog).toContainText('No watched folders yet.');
  await inkdex.getByRole('button', { name: 'Undo' }).click();
  await expect(dialog.getByRole('listitem')).toContainText(inbox);

  const choice = dialog
    .getByRole('listitem')
    .getByRole('checkbox', { name: 'Read only photos with writing' });
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(choice).not.toBeChecked();
  await copyFile(join(folders.home, 'notes', 'dw01.jpg'), join(inbox, 'tuesday.jpg'));
  await expect(dialog.getByRole('listitem')).toContainText('2 photos in the library');
  await inkdex.reload();
  await inkdex.getByRole('button', { name: 'Watched folders' }).click();
  await expect(choice).not.toBeChecked();
});

test('a folder that was added can be watched, and says so where it is gone', async ({ inkdex, folders }) => {
  const notes = join(folders.home, 'notes');
  await inkdex.getByRole('button', { name: 'Add photos' }).click();
  await inkdex.getByRole('option', { name: 'notes' }).click();
  await inkdex.getByRole('button', { name: 'Add this folder (3 photos)' }).click();
  await inkdex.getByRole('button', { name: 'Watch this folder' }).click();
  await expect(inkdex.getByText('Watching notes. New photos in it are added automatically.')).toBeVisible();

  await inkdex.getByRole('button', { name: 'Watched folders' }).click();
  const watched = inkdex.getByRole('dialog', { name: 'Watched folders' }).getByRole('listitem');
  await expect(watched).toContainText('3 photos in the library');
  await rename(notes, join(folders.home, 'elsewhere'));
  await inkdex.getByRole('button', { name: 'Scan notes now' }).click();
  await expect(watched).toContainText('Not available now.');
  await rename(join(folders.home, 'elsewhere'), notes);
  await inkdex.getByRole('button', { name: 'Scan notes now' }).click();
  await expect(watched).toContainText('3 photos in the library');
});

test('messages beside a dialog leave its buttons free', async ({ inkdex, folders }) => {
  const watch = async (name: string) => {
    await inkdex
      .getByRole('dialog', { name: 'Watched folders' })
      .getByRole('button', { name: 'Choose a folder' })
      .click();
    const place = inkdex.getByRole('dialog', { name: 'Watch a folder' });
    await place.getByRole('option', { name }).click();
    const choose = place.getByRole('button', { name: 'Choose this folder' });
    // A click would wait until a message in front of the button has gone.
    await expect.poll(() => choose.evaluate(isInFront)).toBe(true);
    await choose.click();
  };
  const names = ['first', 'second', 'third', 'fourth'];
  for (const name of names) await mkdir(join(folders.home, name));
  await inkdex.getByRole('button', { name: 'Watch a folder' }).click();
  for (const name of names) await watch(name);
  const listed = inkdex.getByRole('dialog', { name: 'Watched folders' }).getByRole('listitem');
  await expect(listed).toHaveCount(names.length);
  for (const name of names) await inkdex.getByRole('button', { name: `Stop watching ${name}` }).click();
  await expect(inkdex.getByRole('button', { name: 'Undo' })).toBeVisible();
  for (const name of names) await watch(name);
  await expect(listed).toHaveCount(names.length);
});

/** Whether a click at the middle of an element reaches it. */
function isInFront(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}
