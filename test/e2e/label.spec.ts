import type { Page } from '@playwright/test';
import { expect, readTest as test } from './inkdex.ts';

/** The photo with the fewest words. */
const photo = /^dp01\.jpg/u;

test('a whole photo is labelled with the keyboard alone, and found by what was typed', async ({ inkdex }) => {
  await expect(inkdex.getByRole('gridcell')).toHaveCount(3);
  await openByKeyboard(inkdex);
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  const left = async () => (await counts(inkdex)).total - (await counts(inkdex)).done;
  const total = (await counts(inkdex)).total;
  expect(total).toBeGreaterThan(4);
  await inkdex.getByRole('button', { name: 'Mark as done' }).click();
  await expect(inkdex.getByText(`${total} words are not confirmed.`)).toBeVisible();
  await inkdex.getByRole('button', { name: 'Reopen' }).click();
  await field.focus();

  await inkdex.keyboard.press('Control+a');
  await inkdex.keyboard.type('zebrafish');
  await inkdex.keyboard.press('Enter');
  await expect.poll(left).toBe(total - 1);
  await expect(field).toBeFocused();

  const second = await inkdex.locator('.reading').nth(1).locator('.reading-text').innerText();
  await inkdex.keyboard.press('Alt+Digit2');
  await expect(field).toHaveValue(second);
  await expect.poll(left).toBe(total - 1);
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('option', { name: `${second} Confirmed` })).toBeVisible();
  await inkdex.keyboard.press('Alt+i');
  await inkdex.keyboard.press('Alt+x');
  await expect.poll(left).toBe(total - 4);

  await inkdex.keyboard.press('Tab');
  await inkdex.keyboard.press('Shift+Tab');
  for (let remaining = total - 4; remaining > 0; remaining -= 1) {
    if ((await field.inputValue()).trim() === '') await inkdex.keyboard.type('quokka');
    await inkdex.keyboard.press('Enter');
    await expect.poll(left).toBe(remaining - 1);
  }
  await expect(inkdex.getByText(`${total} of ${total} words confirmed`)).toBeVisible();
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();

  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('n');
  await expect.poll(left).toBe(1);
  await expect(field).toBeEmpty();
  await inkdex.keyboard.press('ArrowRight');
  await inkdex.keyboard.press('Control+Shift+ArrowDown');
  await inkdex.keyboard.press('t');
  await inkdex.keyboard.type('quokka');
  await inkdex.keyboard.press('Enter');
  await expect.poll(left).toBe(0);
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();

  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('/');
  await inkdex.keyboard.type('zebrafish quokka');
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await expect(inkdex.locator('.result')).toContainText('dp01.jpg');
});

test('screen readers announce a repeated message again', async ({ inkdex }) => {
  await openByKeyboard(inkdex);
  await expect(inkdex.getByRole('textbox', { name: 'Text of the word' })).toBeFocused();
  await inkdex.keyboard.press('Shift+Tab');
  const said = inkdex.getByText('This is the first word.');
  await said.evaluate((heard) => {
    heard.dataset.heard = 'once';
  });
  await inkdex.keyboard.press('Shift+Tab');
  await expect(said).not.toHaveAttribute('data-heard');
});

test('a word is split at the caret, and the pieces keep their letters', async ({ inkdex }) => {
  await openByKeyboard(inkdex);
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  const { total } = await counts(inkdex);
  await field.fill('handwriting');
  await inkdex.keyboard.press('Home');
  for (let letter = 0; letter < 4; letter += 1) await inkdex.keyboard.press('ArrowRight');
  await inkdex.keyboard.press('Alt+s');
  await expect.poll(async () => (await counts(inkdex)).total).toBe(total + 1);
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
});

test('finding words again and sorting them keep confirmed words', async ({ inkdex }) => {
  await openByKeyboard(inkdex);
  const { total } = await counts(inkdex);
  await inkdex.keyboard.press('Control+a');
  await inkdex.keyboard.type('zebrafish');
  await inkdex.keyboard.press('Enter');
  await inkdex.keyboard.press('Escape');
  await inkdex.keyboard.press('Shift+G');
  await expect(inkdex.getByRole('status').filter({ hasText: 'Finding words again' })).toBeAttached();
  await inkdex.getByRole('button', { name: /^Jobs:/u }).click();
  const job = inkdex.locator('.job').filter({ hasText: 'Read 1 photo again' });
  await expect(job).toContainText('Done');
  await inkdex.keyboard.press('Escape');
  await expect(inkdex.getByRole('option', { name: 'zebrafish Confirmed' })).toBeVisible();
  expect((await counts(inkdex)).total).toBe(total);

  const order = () => inkdex.getByRole('option').evaluateAll((options) => options.map(({ id }) => id));
  const sorted = await order();
  await inkdex.getByRole('option').first().click();
  await inkdex.keyboard.press('Alt+Shift+PageDown');
  await expect.poll(order).not.toEqual(sorted);
  await inkdex.keyboard.press('Shift+L');
  await expect.poll(order).toEqual(sorted);
});

test('texts of any script are stored as typed', async ({ inkdex }) => {
  await openByKeyboard(inkdex);
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  const texts = ['مرحبا', 'नमस्ते', '👩🏽‍🔬', 'e\u0301te\u0301', 'x'.repeat(200)];
  for (const text of texts) {
    const word = await inkdex.locator('[role=option][aria-selected=true]').getAttribute('data-word');
    await field.fill(text);
    await inkdex.keyboard.press('Enter');
    await expect(inkdex.locator(`[data-word="${word ?? ''}"]`)).toHaveAttribute('data-kind', 'confirmed');
    await expect(inkdex.locator(`[data-word="${word ?? ''}"] bdi`)).toHaveText(text.normalize('NFC'));
  }
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
});

test('a word without text cannot be confirmed, and a message says what to do', async ({ inkdex }) => {
  await openByKeyboard(inkdex);
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  const before = await counts(inkdex);
  await field.fill('   ');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByRole('status').filter({ hasText: 'The word has no text.' })).toBeAttached();
  expect(await counts(inkdex)).toEqual(before);
});

test('the queue leads through the doubtful words of the whole library', async ({ inkdex }) => {
  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await inkdex.getByRole('button', { name: 'Start' }).press('Enter');
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  await expect(field).toBeFocused();
  const seen = new Set<string>();
  for (let word = 0; word < 8; word += 1) {
    const name = await inkdex.locator('.photo-title h1').innerText();
    seen.add(name);
    const address = inkdex.url();
    await field.fill('marmot');
    await inkdex.keyboard.press('Enter');
    await expect.poll(() => inkdex.url()).not.toBe(address);
    await expect(field).toBeFocused();
    await expect(field).not.toHaveValue('marmot');
  }
  expect(seen.size).toBeGreaterThan(1);

  // Undo follows back, from word to word and from photo to photo, and Enter goes on from there.
  const panel = inkdex.getByRole('complementary', { name: 'Words' });
  for (let step = 0; step < 2; step += 1) {
    await expect(panel).toContainText('Confirmed “marmot”.');
    const address = inkdex.url();
    await inkdex.keyboard.press('Control+z');
    await expect.poll(() => inkdex.url()).not.toBe(address);
    await expect(field).not.toHaveValue('marmot');
    await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  }
  for (let word = 0; word < 2; word += 1) {
    const address = inkdex.url();
    await field.fill('marmot');
    await field.press('Enter');
    await expect.poll(() => inkdex.url()).not.toBe(address);
  }
  await inkdex.getByRole('link', { name: 'Correct words' }).click();
  await expect(inkdex.getByText(/^Today: 8 words confirmed; 8 of them had been read wrong/u)).toBeVisible();
});

test('a word of the queue that is put off comes again when the queue is opened, not before', async ({
  inkdex,
}) => {
  const field = inkdex.getByRole('textbox', { name: 'Text of the word' });
  const current = inkdex.getByRole('option', { selected: true });
  const start = async () => {
    await inkdex.getByRole('link', { name: 'Correct words' }).click();
    await inkdex.getByRole('button', { name: 'Start' }).press('Enter');
    await expect(field).toBeFocused();
  };
  await start();
  const passed = (await current.getAttribute('data-word')) ?? '';
  await expect(inkdex.locator('.word-keys')).toContainText('later');
  await inkdex.keyboard.press('Tab');
  await expect(current).not.toHaveAttribute('data-word', passed);
  await expect(field).toBeFocused();
  const second = (await current.getAttribute('data-word')) ?? '';
  await field.fill('marmot');
  await inkdex.keyboard.press('Enter');
  await expect(current).not.toHaveAttribute('data-word', second);
  await expect(current).not.toHaveAttribute('data-word', passed);

  await start();
  await expect(current).toHaveAttribute('data-word', passed);
});

async function openByKeyboard(page: Page): Promise<void> {
  await page.getByRole('gridcell', { name: photo }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.text-word').first()).toBeVisible();
  await page.keyboard.press('e');
}

/** Parses the header: "3 of 39 words confirmed". */
async function counts(page: Page): Promise<{ done: number; total: number }> {
  const text = await page.locator('.photo-title p').innerText();
  const [, done, total] = /([\d,]+) of ([\d,]+) words? confirmed/u.exec(text) ?? [];
  return { done: Number(done), total: Number(total) };
}
