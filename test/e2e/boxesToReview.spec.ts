import { expect, readTest as test } from './inkdex.ts';

test('a box is text: it stays unconfirmed and comes first in Correct words; what it says is confirmed one by one', async ({
  inkdex,
}) => {
  const open = (hash: string) =>
    inkdex.evaluate((to) => {
      location.hash = to;
    }, hash);
  await open('#/unlikely-words');
  const [hard, left] = ['Hard to read', 'Left out of the text'].map((name) =>
    inkdex.getByRole('list', { name }),
  );
  if (hard === undefined || left === undefined) throw new Error('There are two lists.');
  const tiles = left.locator('.queue-item');
  await expect(tiles.first()).toBeVisible();
  const before = await tiles.count();
  const pictures = await tiles
    .locator('img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src')?.split('?')[0]));

  // All of one list are not all of the other.
  const others = await hard.locator('.queue-item').count();
  expect(others).toBeGreaterThan(0);
  await tiles.first().focus();
  await inkdex.keyboard.press('ControlOrMeta+a');
  await expect(inkdex.getByRole('button', { pressed: true })).toHaveCount(before);
  await inkdex.keyboard.press('Escape');
  await inkdex.getByRole('button', { name: 'Select all of “Hard to read”' }).click();
  await expect(inkdex.getByRole('button', { pressed: true })).toHaveCount(others);
  await inkdex.getByRole('button', { name: 'Select all of “Left out of the text”' }).click();
  await inkdex.getByRole('button', { name: `Text (${before})`, exact: true }).click();
  await expect(inkdex.getByRole('log')).toContainText('marked as text');
  await expect(left).toHaveCount(0);

  // The queue has only words that nobody has confirmed.
  await inkdex.getByRole('link', { name: 'Correct words', exact: true }).last().click();
  const queue = inkdex.locator('.queue-item img');
  await expect(queue.first()).toBeVisible();
  const first = await queue.evaluateAll((images) =>
    images.map((image) => image.getAttribute('src')?.split('?')[0]),
  );
  expect(new Set(first.slice(0, before))).toEqual(new Set(pictures));
  await open('#/unlikely-words');
  await expect(hard).toBeVisible();
  await inkdex.keyboard.press('ControlOrMeta+z');
  await expect(tiles).toHaveCount(before);

  // One box, with its key; the focus goes on to the next.
  const [one, next] = await Promise.all([0, 1].map((at) => tiles.nth(at).innerText()));
  await tiles.first().focus();
  await inkdex.keyboard.press('c');
  await expect(inkdex.getByRole('log')).toContainText(`Confirmed “${one ?? ''}”.`);
  await expect(tiles).toHaveCount(before - 1);
  await expect(tiles.first()).toBeFocused();
  await expect(tiles.first()).toHaveText(next ?? '');
  await inkdex.keyboard.press('ControlOrMeta+z');
  await expect(tiles).toHaveCount(before);
  await left
    .getByRole('button', { name: /^It says / })
    .first()
    .click();
  await expect(tiles).toHaveCount(before - 1);
});
