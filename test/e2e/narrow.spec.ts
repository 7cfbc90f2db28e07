import { expect, readTest as test, searchField } from './inkdex.ts';

test.describe('with a finger', () => {
  test.use({ hasTouch: true, isMobile: true });

  test('the pencil of a hit is seen without a pointer over it', async ({ inkdex }) => {
    await searchField(inkdex).fill('wheels');
    await expect(inkdex.locator('.crop + .icon-button').first()).toHaveCSS('opacity', '1');
  });
});

test('at 200 % zoom, photo and words are beside each other, in the photo and in the editor', async ({
  inkdex,
}) => {
  await inkdex.getByRole('gridcell').first().focus();
  await inkdex.keyboard.press('Enter');
  await inkdex.setViewportSize({ width: 720, height: 450 });
  await expect(inkdex.getByRole('button', { name: 'Favourite' })).toBeInViewport({ ratio: 1 });
  const height = async (place: string) => (await inkdex.locator(place).boundingBox())?.height ?? 0;
  await expect(inkdex.locator('.text-panel')).toBeInViewport();
  expect(await height('.stage-frame')).toBeGreaterThan(240);
  await inkdex.keyboard.press('e');
  await expect(inkdex.locator('#annotate-stage')).toBeInViewport();
  expect(await height('#annotate-stage')).toBeGreaterThan(200);
});

test('PageDown in the label editor and the message after Done lead to the next photo', async ({ inkdex }) => {
  await inkdex.getByRole('gridcell').first().focus();
  await inkdex.keyboard.press('Enter');
  await inkdex.keyboard.press('e');
  const title = inkdex.locator('.annotate-header h1');
  const first = await title.innerText();
  await inkdex.locator('#annotate-stage').focus();
  await inkdex.keyboard.press('PageDown');
  await expect(title).not.toHaveText(first);
  const second = await title.innerText();
  await inkdex.getByRole('button', { name: 'Mark as done' }).click();
  await inkdex.getByRole('log').getByRole('button', { name: 'Next photo' }).click();
  await expect(title).not.toHaveText(second);
  await expect(title).not.toHaveText(first);
});
