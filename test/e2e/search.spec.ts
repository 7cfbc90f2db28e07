import type { Locator, Page } from '@playwright/test';
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

test('words of the library are offered before the first letter', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Search' }).click();
  const example = inkdex.locator('.example').first();
  await example.click();
  await expect(inkdex.locator('.result').first()).toBeVisible();
});

test('a hit says why it was found, becomes a label, and the label is taken back', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await expect(inkdex.locator('.crop').first()).toBeVisible();
  await inkdex.keyboard.press('Enter');
  await inkdex.locator('.crop.is-active + .icon-button').click();
  const why = inkdex.getByRole('dialog', { name: /^Why / });
  await expect(why.getByText('One reading contains it.')).toBeVisible();
  await expect(why.getByRole('meter').first()).toBeAttached();
  await why.getByRole('button', { name: 'Something else' }).click();
  await why
    .getByRole('textbox', { name: 'What does it say?' })
    .or(why.getByRole('combobox'))
    .fill('zeppelin');
  await why.getByRole('button', { name: 'Save' }).click();
  await expect(inkdex.getByText('Labelled “zeppelin”.')).toBeVisible();

  await inkdex.goto(inkdex.url().replace(/q=wheels/u, 'q=zeppelin'));
  await expect(inkdex.locator('.crop-caption', { hasText: 'confirmed' })).toHaveCount(1);
  await inkdex.getByRole('button', { name: 'Undo' }).click();
  await expect(inkdex.locator('.crop-line mark', { hasText: 'zeppelin' })).toHaveCount(0);
});

test('facets beside the results count a label that was made of a hit at once', async ({ inkdex }) => {
  await searchField(inkdex).fill('the');
  const why = await askWhy(inkdex, 0);
  await why.getByRole('button', { name: /^It says/u }).click();
  await expect(inkdex.getByRole('button', { name: /^In progress/u })).toContainText('1');
  await expect(inkdex.getByRole('button', { name: /^Read/u })).toContainText('1');
});

test('who listens hears of each label, also where it is of the same text', async ({ inkdex }) => {
  await searchField(inkdex).fill('wheels');
  const label = async (index: number) => {
    const why = await askWhy(inkdex, index);
    await why.getByRole('button', { name: 'Something else' }).click();
    await why.getByRole('combobox').fill('wheels');
    await why.getByRole('button', { name: 'Save' }).click();
    await expect(why).toBeHidden();
  };
  await label(0);
  const said = inkdex.getByText('Labelled “wheels”.');
  await said.evaluate((heard) => {
    heard.dataset.heard = 'once';
  });
  await label(1);
  await expect(said).not.toHaveAttribute('data-heard');
});

test('a long text stays within the window, beside its undo and where a hit says why', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  const why = await askWhy(inkdex, 0);
  await why.getByRole('button', { name: 'Something else' }).click();
  const text = `${'wheels '.repeat(20)}${'w'.repeat(100)}`;
  await why.getByRole('combobox', { name: 'What does it say?' }).fill(text);
  await why.getByRole('button', { name: 'Save' }).click();

  await expect(inkdex.getByRole('button', { name: 'Undo' })).toBeInViewport({ ratio: 1 });
  const word = inkdex.locator('.crop-frame', { has: inkdex.getByText('confirmed') });
  const picture = await word.locator('.crop-picture').boundingBox();
  expect(picture).toMatchObject({ width: (await word.locator('.crop-caption').boundingBox())?.width });
  await word.hover();
  await word.getByRole('button', { name: /^Why / }).click();
  await expect(why.getByText('100%')).toBeInViewport({ ratio: 1 });
  await expect(why.getByRole('button', { name: /^It says / })).toBeInViewport({ ratio: 1 });
});

test('a text that is written from right to left is shown so wherever a search leads', async ({ inkdex }) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  const why = await askWhy(inkdex, 0);
  await why.getByRole('button', { name: 'Something else' }).click();
  const field = why.getByRole('combobox', { name: 'What does it say?' });
  await field.fill('שלום!');
  await expectRightToLeft(field);
  await why.getByRole('button', { name: 'Save' }).click();
  await expectRightToLeft(inkdex.locator('.judged').getByText('שלום!', { exact: true }));

  const searched = searchField(inkdex);
  await searched.fill('שלום');
  await expectRightToLeft(searched);
  await expectRightToLeft(inkdex.locator('.crop-line bdi', { hasText: 'שלום!' }));
  await inkdex.keyboard.press('Enter');
  await inkdex.locator('.crop.is-active + .icon-button').click();
  await expectRightToLeft(why.locator('.why-term'));
  await expectRightToLeft(why.getByRole('button', { name: 'It says “שלום!”' }).locator('bdi'));
  await inkdex.keyboard.press('Escape');
  await inkdex.locator('.crop.is-active').click();
  await expectRightToLeft(inkdex.locator('.text-word[aria-pressed=true]'));
  await expectRightToLeft(inkdex.locator('.word-text').getByText('שלום!'));
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

test('a label that is slow to make closes its own window, not one that was opened since', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await searchField(other).fill('wheels');
  await expect(other.locator('.crop').nth(1)).toBeVisible();
  const why = await askWhy(other, 0);
  line.holdAnswers();
  await why.getByRole('button', { name: /^It says/u }).click();
  await other.keyboard.press('Escape');
  await expect(why).toBeHidden();
  await askWhy(other, 1);
  line.passAnswers();
  await expect(other.getByText('Labelled “')).toBeAttached();
  await expect(why).toBeVisible();
});

test('a facet that was pressed keeps the keyboard, and lets go where it is pressed again', async ({
  inkdex,
}) => {
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('wheels');
  await inkdex.locator('.crop').first().hover();
  await inkdex.locator('.crop + .icon-button').first().click();
  await inkdex.getByRole('button', { name: /^It says/u }).click();
  await expect(inkdex.getByText('Labelled “')).toBeVisible();
  await searchField(inkdex).fill('the');

  const results = inkdex.locator('.result');
  const facet = inkdex.getByRole('button', { name: /^In progress/u });
  await expect(facet).toBeVisible();
  const total = await results.count();
  await facet.focus();
  await inkdex.keyboard.press('Enter');
  await expect(results).toHaveCount(1);
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

/** Asks of one of the hits on screen why it was found. */
async function askWhy(page: Page, hit: number): Promise<Locator> {
  await page.locator('.crop').nth(hit).hover();
  await page.locator('.crop + .icon-button').nth(hit).click();
  return page.getByRole('dialog', { name: /^Why / });
}
