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

  // The other window does not hear of the next edit before it changes the same word itself.
  line.holdAnswers();
  await row(inkdex, 2).click();
  await row(other, 2).click();
  await field(inkdex).fill('heron');
  await field(inkdex).press('Enter');
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  await field(other).fill('egret');
  await field(other).press('Enter');
  line.passAnswers();

  await expect(other.getByRole('alert')).toContainText('Somebody changed this in another window first');
  await expect(row(other, 2)).toHaveAttribute('data-kind', 'confirmed');
  await expect(option(inkdex, 'heron Confirmed')).toBeVisible();

  await row(other, 2).click();
  await expect(field(other)).toHaveValue('egret');
  await expect(other.getByText('Typed, not confirmed yet')).toBeVisible();
  await field(other).press('Enter');
  await expect(option(inkdex, 'egret Confirmed')).toBeVisible();
  await expect(other.getByRole('alert')).toBeEmpty();
});

test('what is typed onto a word that another window changes meanwhile is not written over it unasked', async ({
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
    other.getByText('Changed elsewhere to “THEIRS” meanwhile. What you typed is kept'),
  ).toBeVisible();
  await expect(field(other)).toHaveValue('MINE');

  await field(other).press('Enter');
  await expect(other.getByText('Enter writes it over that')).toBeVisible();
  await expect(field(other)).toHaveValue('MINE');
  await expect(field(other)).toBeFocused();
  await expect(option(inkdex, 'THEIRS Confirmed')).toBeVisible();

  await field(other).press('Enter');
  await expect(option(inkdex, 'MINE Confirmed')).toBeVisible();
  await expect(option(inkdex, 'THEIRS Confirmed')).toBeHidden();
});

test('a word that is deleted elsewhere while it is typed for comes back with what was typed', async ({
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
  await expect(lost).toContainText('was deleted elsewhere while you typed for it');
  await expect(lost.getByRole('textbox', { name: 'What you typed' })).toBeFocused();
  await expect(lost.getByRole('textbox')).toHaveValue('MINE');

  await lost.getByRole('button', { name: 'Put the word back' }).click();
  await expect(lost).toBeHidden();
  await expect(field(other)).toBeFocused();
  await expect(field(other)).toHaveValue('MINE');
  await field(other).press('Enter');
  await expect(option(inkdex, 'MINE Confirmed')).toBeVisible();
  await expect(row(inkdex, 0)).toHaveAttribute('aria-setsize', String(words));
});

test('an edit whose answer is lost with the connection is done once, and later ones follow', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await openTwice(inkdex, context);
  const words = await other.getByRole('option').count();

  line.holdAnswers();
  await other.keyboard.press('Escape');
  await other.keyboard.press('n');
  await expect(other.getByText('Saving')).toBeVisible();
  await expect(option(inkdex, 'No text Read with doubt')).toBeVisible();
  await other.keyboard.press('t');
  await field(other).fill('cormorant');
  await field(other).press('Enter');
  line.breakOff();

  await expect(other.getByText('Saved', { exact: true })).toBeVisible();
  await expect(option(other, 'cormorant Confirmed')).toBeVisible();
  await expect(other.getByRole('option')).toHaveCount(words + 1);
  await expect(inkdex.getByRole('option')).toHaveCount(words + 1);
});

test('letters typed into a drawn word stay while the house gives it its name', async ({
  inkdex,
  context,
}) => {
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

test('a photo that is left before the house answers has all of it saved, and what was typed on return', async ({
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
  await expect(other.getByText('Typed, not confirmed yet')).toBeVisible();
  await field(other).press('Enter');
  await expect(option(inkdex, 'half a w Confirmed')).toBeVisible();
});

test('what is pressed before the next word of the queue is there is not done to the one before', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await other.getByRole('link', { name: 'Label' }).click();
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

test('undo goes on where it was after the house has been started anew', async ({ page, folders }) => {
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
  await expect(page.getByText('Inkdex does not answer.').first()).toBeVisible();

  const second = await startApp(folders);
  await page.goto(second.address);
  await openEditor(page);
  await expect(option(page, 'heron Confirmed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo the text' }).click();
  await expect(option(page, 'pelican Confirmed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo the text' }).click();
  await expect(row(page, 0).locator('bdi')).toHaveText(reading);
  await page.getByRole('button', { name: 'Redo the text' }).click();
  await expect(option(page, 'pelican Confirmed')).toBeVisible();
  await second.close();
});

test('what was corrected elsewhere while the connection was lost is counted once it is back', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await other.getByRole('link', { name: 'Training' }).click();
  const missing = other.getByText(/more words to type or confirm/u);
  const before = await missing.innerText();

  await openEditor(inkdex);
  await field(inkdex).fill('pelican');
  await inkdex.keyboard.press('Enter');
  await expect(inkdex.getByText('Saved', { exact: true })).toBeVisible();
  line.breakOff();
  await expect(missing).not.toHaveText(before);
});

/** The editor in a second window, whose connection can be held up and cut. */
async function openTwice(first: Page, context: BrowserContext) {
  await openEditor(first);
  const { other, line } = await secondWindow(context, first.url());
  await expect(field(other)).toBeFocused();
  return { other, line };
}

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('gridcell', { name: /^dp01\.jpg/u }).click();
  await page.getByRole('link', { name: 'Correct' }).click();
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
