import type { Locator, Page } from '@playwright/test';
import { expectNoFaults } from './faults.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';
import { secondWindow } from './line.ts';

test('Enter steps from hit to hit, and Ctrl+Enter opens the photo at the hit', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.locator('.crop.is-active')).toHaveCount(1);
  await expect(inkdex.locator('.search-place')).toContainText('Hit 1 of');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.locator('.search-place')).toContainText('Hit 2 of');
  await inkdex.keyboard.press('Shift+Enter');
  await expect(inkdex.locator('.search-place')).toContainText('Hit 1 of');

  await inkdex.keyboard.press('Control+Enter');
  await expect(inkdex).toHaveURL(/#\/photo\/\d+\?word=\d+&q=wheels/u);
  await expect(inkdex.locator('.word-box.is-selected')).toBeVisible();
  await expect(inkdex.getByRole('region', { name: /^Word / })).toBeVisible();
});

test('the address says what is on screen, so back and forward work', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await inkdex.locator('.result-picture').first().click();
  await expect(inkdex).toHaveURL(/#\/photo\//u);
  await inkdex.goBack();
  await expect(inkdex).toHaveURL(/#\/search\?q=wheels$/u);
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.goBack();
  await expect(inkdex.getByRole('grid', { name: 'Photos' })).toBeVisible();
  await inkdex.goForward();
  await expect(searchField(inkdex)).toHaveValue('wheels');
});

test('a search without hits says what to try', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('zzyzxqqq');
  await expect(inkdex.getByRole('heading', { name: 'No photo has “zzyzxqqq”' })).toBeVisible();
  await expect(inkdex.getByText('Try fewer words')).toBeVisible();
  await searchField(inkdex).fill('"Zzyzxqqq"');
  await expect(inkdex.getByRole('heading', { name: 'No photo has “Zzyzxqqq”' })).toBeVisible();
});

test('words of the library are offered before the first letter, and an emptied field shows the library', async ({
  inkdex,
}) => {
  await searchField(inkdex).click();
  const examples = inkdex.getByRole('option', { name: /Word of your photos$/u });
  await expect(examples.nth(3)).toBeVisible();
  await examples.first().click();
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await searchField(inkdex).fill('');
  await expect(inkdex.getByRole('gridcell').first()).toBeVisible();
  await expect(searchField(inkdex)).toBeFocused();
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.result').first()).toBeVisible();
  await inkdex.evaluate(() => {
    location.hash = '#/search';
  });
  await expect(inkdex.getByRole('gridcell').first()).toBeVisible();
});

test('a hit says why it was found, is corrected there, and the correction is undone', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.crop').first()).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await inkdex.locator('.crop.is-active + .icon-button').click();
  const word = inkdex.getByRole('dialog', { name: 'Correct word' });
  await expect(word.getByText('A reading contains what you searched for.')).toBeVisible();
  await expect(word.getByRole('meter')).toBeAttached();
  await expectNoFaults(inkdex);
  // A reading fills the field, which typing then replaces.
  await expect(fieldOf(word)).toBeFocused();
  await word.getByRole('list', { name: 'Readings' }).getByRole('button').nth(1).click();
  await expect(word.getByText('Not confirmed yet. Press Enter to confirm.')).toBeVisible();
  await inkdex.keyboard.type('zeppelin');
  await inkdex.keyboard.press('Enter');
  await expect(word).toBeHidden();
  await expect(inkdex.getByText('Corrected to “zeppelin”.')).toBeVisible();

  await inkdex.goto(inkdex.url().replace(/q=wheels/u, 'q=zeppelin'));
  await expect(inkdex.locator('.crop-caption', { hasText: 'confirmed' })).toHaveCount(1);
  await inkdex.getByRole('button', { name: 'Undo' }).click();
  await expect(inkdex.locator('.crop-line mark', { hasText: 'zeppelin' })).toHaveCount(0);
});

test('the filter of labelled photos finds one at once after a label was made of a hit', async ({
  inkdex,
}) => {
  await searchField(inkdex).fill('the');
  const word = await correct(inkdex, 0);
  await word.getByRole('button', { name: 'Confirm' }).click();
  await expect(word).toBeHidden();
  await searchField(inkdex).fill('the labelled:in-work ');
  await expect(inkdex.locator('.result')).toHaveCount(1);
});

test('who listens hears of each label, also where it is of the same text', async ({ inkdex }) => {
  await searchField(inkdex).fill('wheels');
  const label = async (index: number) => {
    const word = await correct(inkdex, index);
    await fieldOf(word).fill('wheels');
    await inkdex.keyboard.press('Enter');
    await expect(word).toBeHidden();
  };
  await label(0);
  const said = inkdex.getByText(/“wheels”\./u);
  await said.evaluate((heard) => {
    heard.dataset.heard = 'once';
  });
  await label(1);
  await expect(said).not.toHaveAttribute('data-heard');
});

test('a long text stays within the window, beside its undo and where a hit says why', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  const dialog = await correct(inkdex, 0);
  const text = `${'wheels '.repeat(20)}${'w'.repeat(100)}`;
  await fieldOf(dialog).fill(text);
  await inkdex.keyboard.press('Enter');

  await expect(inkdex.getByRole('button', { name: 'Undo' })).toBeInViewport({ ratio: 1 });
  const word = inkdex.locator('.crop-frame', { has: inkdex.getByText('confirmed') });
  const right = async (part: Locator) => {
    const { x = 0, width = Infinity } = (await part.boundingBox()) ?? {};
    return x + width;
  };
  expect(await right(word.locator('.crop-caption'))).toBeLessThanOrEqual(await right(word));
  expect((await word.locator('.crop-line').boundingBox())?.width).toBeGreaterThan(40);
  await word.hover();
  await word.getByRole('button', { name: /^Correct / }).click();
  await expect(dialog.locator('.probability-number')).toBeInViewport({ ratio: 1 });
  await expect(dialog.getByRole('button', { name: 'Confirm' })).toBeInViewport({ ratio: 1 });
});

test('a text that is written from right to left is shown so wherever a search leads', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  const word = await correct(inkdex, 0);
  await fieldOf(word).fill('שלום!');
  await expectRightToLeft(fieldOf(word));
  await inkdex.keyboard.press('Enter');
  await expectRightToLeft(inkdex.getByRole('log').locator('bdi', { hasText: 'שלום!' }));

  const searched = searchField(inkdex);
  await searched.fill('שלום');
  await expectRightToLeft(searched);
  await expectRightToLeft(inkdex.locator('.crop-line bdi', { hasText: 'שלום!' }));
  await inkdex.keyboard.press('Enter');
  await inkdex.locator('.crop.is-active + .icon-button').click();
  await expectRightToLeft(fieldOf(word));
  await inkdex.keyboard.press('Escape');
  await inkdex.locator('.crop.is-active').click();
  await expectRightToLeft(inkdex.locator('.text-word[aria-pressed=true]'));
  await expectRightToLeft(fieldOf(inkdex.locator('.word-details')));
  await searchField(inkdex).fill('שלום zzyzxqqq');
  await expectRightToLeft(inkdex.getByRole('heading').getByText('שלום zzyzxqqq'));
});

test('a filter that says nothing is remarked on, and facets narrow the answer', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('the labelled:maybe ');
  await expect(inkdex.getByText('labelled:maybe was ignored')).toBeVisible();
  await searchField(inkdex).fill('the date:1999');
  await expect(inkdex.getByRole('heading', { name: /^No photo has/u })).toBeVisible();
  const narrowed = inkdex.getByRole('button', { name: 'date:1999', pressed: true });
  await narrowed.click();
  await expect(inkdex.locator('.result').first()).toBeVisible();
});

test('a correction that is slow to store closes its own dialog, not one that was opened since', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await searchField(other).fill('wheels');
  await expect(other.locator('.crop').nth(1)).toBeVisible();
  const word = await correct(other, 0);
  line.holdAnswers();
  await word.getByRole('button', { name: 'Confirm' }).click();
  await other.keyboard.press('Escape');
  await expect(word).toBeHidden();
  await correct(other, 1);
  line.passAnswers();
  await expect(other.getByText('Confirmed “')).toBeAttached();
  await expect(word).toBeVisible();
});

test('a facet that was pressed keeps the keyboard, and lets go where it is pressed again', async ({
  inkdex,
}) => {
  await searchField(inkdex).fill('the');

  const results = inkdex.locator('.result');
  const facet = inkdex.getByRole('toolbar', { name: 'Filters' }).getByRole('button').last();
  await expect(facet).toBeVisible();
  const total = await results.count();
  await facet.focus();
  await inkdex.keyboard.press('Enter');
  await expect(facet).toHaveAttribute('aria-pressed', 'true');
  await expect(results).toHaveCount(Number(await facet.locator('.facet-count').textContent()));
  await expect(facet).toBeFocused();
  await inkdex.keyboard.press('Enter');
  await expect(results).toHaveCount(total);
  await expect(facet).toBeFocused();
});

test('a picture that is dragged across the window is not taken for a file to import', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  const picture = inkdex.locator('.result-picture img').first();
  await picture.hover();
  await expect(picture).toHaveJSProperty('complete', true);
  // What a browser hands on of its own drag differs from system to system; that it holds a file shows at its start.
  const started = inkdex.evaluate(
    () =>
      new Promise<string>((resolve) => {
        window.addEventListener('dragstart', ({ dataTransfer, defaultPrevented }) => {
          const holdsFile = dataTransfer?.types.includes('Files') === true;
          resolve(holdsFile && !defaultPrevented ? 'a file is dragged' : 'nothing to import is dragged');
        });
      }),
  );
  await inkdex.mouse.down();
  await searchField(inkdex).hover();
  expect(await started).toBe('nothing to import is dragged');
  await inkdex.mouse.up();
});

/** Signs behind such a text stand on its left, whatever it stands in. */
async function expectRightToLeft(text: Locator): Promise<void> {
  await expect(text).toHaveCSS('direction', 'rtl');
}

/** Opens the dialog that corrects one of the hits on screen. */
async function correct(page: Page, hit: number): Promise<Locator> {
  await page.locator('.crop').nth(hit).hover();
  await page.locator('.crop + .icon-button').nth(hit).click();
  const dialog = page.getByRole('dialog', { name: 'Correct word' });
  await expect(fieldOf(dialog)).toBeFocused();
  return dialog;
}

function fieldOf(place: Locator): Locator {
  return place.getByRole('textbox', { name: 'Text of the word' });
}
