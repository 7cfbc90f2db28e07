import type { Page } from '@playwright/test';
import { expect, readTest as test } from './inkdex.ts';
import { interruptible } from './line.ts';

test('a photo that was turned by a slip of the hand is turned back by the message that says so', async ({
  inkdex,
}) => {
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await expect(inkdex.getByRole('link', { name: 'Correct', exact: true })).toBeVisible();
  const upright = await sizeOf(inkdex);
  await inkdex.keyboard.press('r');
  await inkdex.keyboard.press('r');
  await inkdex.keyboard.press('r');
  const message = inkdex.locator('.toast', { hasText: 'Photo rotated.' });
  await expect.poll(() => sizeOf(inkdex)).not.toBe(upright);
  await message.getByRole('button', { name: 'Undo' }).click();
  await expect(inkdex.getByText('Rotation undone.')).toBeVisible();
  await expect.poll(() => sizeOf(inkdex)).toBe(upright);
  await expect(message).toBeHidden();
});

test('undo that is pressed while turns are under way takes back all of them', async ({ inkdex }) => {
  const line = await interruptible(inkdex);
  await inkdex.reload();
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await expect(inkdex.getByRole('link', { name: 'Correct', exact: true })).toBeVisible();
  const upright = await sizeOf(inkdex);
  await inkdex.keyboard.press('r');
  const message = inkdex.locator('.toast', { hasText: 'Photo rotated.' });
  const undo = message.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  line.holdAnswers();
  await inkdex.keyboard.press('r');
  await inkdex.keyboard.press('r');
  await undo.click();
  line.passAnswers();
  await expect(inkdex.getByText('Rotation undone.')).toBeVisible();
  await expect.poll(() => sizeOf(inkdex)).toBe(upright);
  await expect(message).toBeHidden();
});

test('undo after a turn turns the photo back before it takes back an edit', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  const upright = await sizeOf(inkdex);
  await inkdex.getByRole('link', { name: 'Correct', exact: true }).click();
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await field.fill('pelican');
  await field.press('Enter');
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();

  await inkdex.getByRole('button', { name: 'Rotate photo' }).click();
  // What is pressed once more before the photo is turned back turns it no further.
  await inkdex.getByRole('button', { name: 'Undo photo rotation' }).evaluate((button) => {
    for (const type of ['click', 'click']) button.dispatchEvent(new MouseEvent(type, { bubbles: true }));
  });
  await expect(inkdex.getByText('Rotation undone.')).toBeVisible();
  await expect(inkdex.getByRole('button', { name: 'Undo photo rotation' })).toBeHidden();
  await expect(inkdex.getByRole('option', { name: 'pelican Confirmed' })).toBeVisible();
  await inkdex.getByRole('link', { name: 'Back to the photo' }).click();
  await expect.poll(() => sizeOf(inkdex)).toBe(upright);
});

/** Width and height of the photo as it stands, as its header says them. */
async function sizeOf(page: Page): Promise<string | undefined> {
  const details = (await page.locator('.photo-title').textContent()) ?? '';
  return /\d+ × \d+/u.exec(details)?.[0];
}
