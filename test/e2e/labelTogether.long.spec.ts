import type { BrowserContext, Page } from '@playwright/test';
import { startApp } from '../support/app.ts';
import { expect, readTest as test } from './inkdex.ts';
import { secondWindow } from './line.ts';

test('two windows on one photo see each other, and neither overwrites the other silently', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await openTwice(inkdex, context);

  await field(inkdex).fill('pelican');
  await inkdex.keyboard.press('Enter');
  await expect(option(other, 'pelican Confirmed')).toBeVisible();

  // The other window changes the same word before it receives the next edit.
  line.holdAnswers();
  await row(inkdex, 2).click();
  await row(other, 2).click();
  await field(inkdex).fill('heron');
  await field(inkdex).press('Enter');
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  await field(other).fill('egret');
  await field(other).press('Enter');
  line.passAnswers();

  await expect(other.getByRole('alert')).toContainText(
    'were changed in another window first, so your change was not made',
  );
  await expect(row(other, 2)).toHaveAttribute('data-kind', 'confirmed');
  await expect(option(inkdex, 'heron Confirmed')).toBeVisible();

  await row(other, 2).click();
  await expect(field(other)).toHaveValue('egret');
  await expect(other.getByText('Press Enter to overwrite it with your text.')).toBeVisible();
  await field(other).press('Enter');
  await expect(option(inkdex, 'egret Confirmed')).toBeVisible();
  await expect(other.getByRole('alert')).toBeEmpty();
});

test('text typed for a word that another window changes overwrites that change only after a warning', async ({
  inkdex,
  context,
}) => {
  const { other } = await openTwice(inkdex, context);

  await row(other, 1).click();
  await field(other).fill('MINE');
  await row(inkdex, 1).click();
  await field(inkdex).fill('THEIRS');
  await field(inkdex).press('Enter');
  await expect(
    other.getByText('Changed elsewhere to “THEIRS”. Your text is kept, but not confirmed.'),
  ).toBeVisible();
  await expect(field(other)).toHaveValue('MINE');

  await field(other).press('Enter');
  await expect(other.getByText('Press Enter to overwrite it with your text.')).toBeVisible();
  await expect(field(other)).toHaveValue('MINE');
  await expect(field(other)).toBeFocused();
  await expect(option(inkdex, 'THEIRS Confirmed')).toBeVisible();

  await field(other).press('Enter');
  await expect(option(inkdex, 'MINE Confirmed')).toBeVisible();
  await expect(option(inkdex, 'THEIRS Confirmed')).toBeHidden();
});

test('a word that is deleted elsewhere during typing can be restored with the typed text', async ({
  inkdex,
  context,
}) => {
  const { other } = await openTwice(inkdex, context);
  const words = Number(await row(other, 0).getAttribute('aria-setsize'));

  await row(other, 1).click();
  await field(other).fill('MINE');
  await row(inkdex, 1).click();
  await inkdex.keyboard.press('Delete');
  await expect(row(other, 0)).toHaveAttribute('aria-setsize', String(words - 1));
  const lost = other.getByRole('region', { name: 'Word deleted elsewhere' });
  await expect(lost).toContainText('was deleted elsewhere while you were typing');
  await expect(lost.getByRole('textbox', { name: 'Your text' })).toBeFocused();
  await expect(lost.getByRole('textbox')).toHaveValue('MINE');

  await lost.getByRole('button', { name: 'Restore word' }).click();
  await expect(lost).toBeHidden();
  await expect(field(other)).toBeFocused();
  await expect(field(other)).toHaveValue('MINE');
  await field(other).press('Enter');
  await expect(option(inkdex, 'MINE Confirmed')).toBeVisible();
  await expect(row(inkdex, 0)).toHaveAttribute('aria-setsize', String(words));
});

test('an edit whose answer is lost with the connection is carried out once, and later edits follow', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await openTwice(inkdex, context);
  const words = await other.getByRole('option').count();

  line.holdAnswers();
  await other.keyboard.press('Escape');
  await other.keyboard.press('n');
  await expect(other.getByText('Saving')).toBeVisible();
  await expect(option(inkdex, 'No text Low confidence')).toBeVisible();
  await other.keyboard.press('t');
  await field(other).fill('cormorant');
  await field(other).press('Enter');
  line.breakOff();

  await expect(other.getByText('Saved', { exact: true })).toBeVisible();
  await expect(option(other, 'cormorant Confirmed')).toBeVisible();
  await expect(other.getByRole('option')).toHaveCount(words + 1);
  await expect(inkdex.getByRole('option')).toHaveCount(words + 1);
});

test('letters typed into a drawn word stay while the host gives it an id', async ({ inkdex, context }) => {
  const { other, line } = await openTwice(inkdex, context);

  line.holdAnswers();
  await other.keyboard.press('Escape');
  await other.keyboard.press('n');
  await other.keyboard.press('t');
  await other.keyboard.type('corm');
  line.passAnswers();
  await expect(other.getByText('Saved', { exact: true })).toBeVisible();
  await other.keyboard.type('orant');
  await other.keyboard.press('Enter');
  await expect(option(inkdex, 'cormorant Confirmed')).toBeVisible();
});

test('a photo closed before the host answers is saved, and its typed text is there when it is reopened', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await openTwice(inkdex, context);

  line.holdAnswers();
  await field(other).fill('pelican');
  await field(other).press('Enter');
  await row(other, 2).click();
  await field(other).fill('heron');
  await field(other).press('Enter');
  await row(other, 4).click();
  await field(other).fill('half a w');
  await expect(other.getByText('Saving')).toBeVisible();
  await other.getByRole('link', { name: 'Library' }).click();
  await expect(other.getByRole('heading', { name: 'Library' })).toBeVisible();
  line.passAnswers();
  await expect(option(inkdex, 'pelican Confirmed')).toBeVisible();
  await expect(option(inkdex, 'heron Confirmed')).toBeVisible();

  await other.goBack();
  await row(other, 4).click();
  await expect(field(other)).toHaveValue('half a w');
  await expect(other.getByText('Not confirmed yet. Press Enter to confirm.')).toBeVisible();
  await field(other).press('Enter');
  await expect(option(inkdex, 'half a w Confirmed')).toBeVisible();
});

test('keys pressed before the next word of the queue is loaded do not change the previous word', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await other.getByRole('link', { name: 'Correct words' }).click();
  await other.getByRole('button', { name: 'Start' }).click();
  await expect(field(other)).toBeFocused();
  const address = other.url();

  line.holdAnswers();
  await other.keyboard.type('pelican');
  await other.keyboard.press('Enter');
  await other.keyboard.type('heron');
  await other.keyboard.press('Enter');
  await other.keyboard.press('Alt+Digit2');
  await other.keyboard.press('Alt+x');
  line.passAnswers();
  await expect.poll(() => other.url()).not.toBe(address);
  await expect(field(other)).not.toHaveValue('heron');
  await expect(other.getByText('Saved', { exact: true })).toBeVisible();

  await inkdex.goto(address);
  await expect(field(inkdex)).toHaveValue('pelican');
  await expect(option(inkdex, 'pelican Confirmed')).toHaveAttribute('aria-selected', 'true');
});

test('undo continues where it was after the host restarts', async ({ page, folders }) => {
  const first = await startApp(folders);
  await page.goto(first.address);
  await openEditor(page);
  const reading = await field(page).inputValue();
  for (const text of ['pelican', 'heron']) {
    await row(page, 0).click();
    await field(page).fill(text);
    await field(page).press('Enter');
  }
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await first.close();
  await expect(page.getByText('Connection lost. Reconnecting…').first()).toBeVisible();

  const second = await startApp(folders);
  await page.goto(second.address);
  await openEditor(page);
  await expect(option(page, 'heron Confirmed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo text change' }).click();
  await expect(option(page, 'pelican Confirmed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo text change' }).click();
  await expect(row(page, 0).locator('bdi')).toHaveText(reading);
  await page.getByRole('button', { name: 'Redo text change' }).click();
  await expect(option(page, 'pelican Confirmed')).toBeVisible();
  await second.close();
});

test('corrections made elsewhere while the connection was lost are counted once it is restored', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await other.getByRole('link', { name: 'Train', exact: true }).click();
  const missing = other.getByText(/of about 100 words for a sure verdict/u);
  const before = await missing.innerText();

  await openEditor(inkdex);
  await field(inkdex).fill('pelican');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  line.breakOff();
  await expect(missing).not.toHaveText(before);
});

/** Opens the editor in a second window too, whose connection can be held and cut. */
async function openTwice(first: Page, context: BrowserContext) {
  await openEditor(first);
  const { other, line } = await secondWindow(context, first.url());
  await expect(field(other)).toBeFocused();
  return { other, line };
}

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await page.getByRole('link', { name: 'Correct', exact: true }).click();
  await expect(field(page)).toBeFocused();
}

function field(page: Page) {
  return page.getByRole('textbox', { name: 'Text of the word' });
}

function option(page: Page, name: string) {
  return page.getByRole('option', { name });
}

function row(page: Page, place: number) {
  return page.getByRole('option').nth(place);
}
