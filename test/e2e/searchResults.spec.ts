import { openLibrary } from '../../main/store/library/open.ts';
import { expect, readTest as test, searchField } from './inkdex.ts';
import { secondWindow } from './line.ts';

test('results are a grid, whose size and layout are remembered', async ({ inkdex }) => {
  await searchField(inkdex).fill('the');
  await expect(inkdex.locator('.results.is-grid .result')).toHaveCount(2);
  const width = async () => (await inkdex.locator('.result').first().boundingBox())?.width ?? 0;
  const before = await width();
  await inkdex.getByRole('slider', { name: 'Size of results' }).fill('560');
  await expect.poll(width).toBeGreaterThan(before);
  const large = await width();
  await inkdex.reload();
  await expect(inkdex.locator('.result')).toHaveCount(2);
  expect(await width()).toBe(large);

  await inkdex.getByRole('button', { name: 'Show as list' }).click();
  await expect(inkdex.locator('.results.is-grid')).toHaveCount(0);
  await inkdex.reload();
  await expect(inkdex.getByRole('button', { name: 'Show as grid' })).toBeVisible();
});

test('results are sorted by folder, which is remembered', async ({ inkdex, folders }) => {
  await searchField(inkdex).fill('the');
  const photos = inkdex.locator('.result');
  await expect(photos).toHaveCount(2);
  const [first, second] = await photos.evaluateAll((list) => list.map((each) => each.dataset.photo ?? ''));
  const db = openLibrary(folders.library);
  db.prepare(`UPDATE photo SET path = '/0/moved.jpg' WHERE id = ?`).run(Number(second));
  db.close();
  await expect(photos.first()).toHaveAttribute('data-photo', first ?? '');
  const sort = inkdex.getByRole('combobox', { name: 'Sort by' });
  await sort.selectOption('Folder');
  await expect(photos.first()).toHaveAttribute('data-photo', second ?? '');
  await inkdex.reload();
  await expect(sort).toHaveValue('folder');
  await expect(photos.first()).toHaveAttribute('data-photo', second ?? '');
});

/** The text of the first line with a word, as the library has it. */
function lineOf(library: string, word: string): string {
  const db = openLibrary(library);
  const texts = db
    .prepare(
      `SELECT text FROM word WHERE (photo, line) = (SELECT photo, line FROM word WHERE text = ?) ORDER BY position`,
    )
    .pluck()
    .all(word);
  db.close();
  return texts.join(' ');
}

test('a hit shows its line, and a phrase is one hit with one crop', async ({ inkdex, folders }) => {
  await searchField(inkdex).fill('"two wheels"');
  const hit = inkdex.locator('.crop').first();
  await expect(hit.locator('mark')).toHaveText('two wheels');
  const line = lineOf(folders.library, 'wheels');
  expect(line).toMatch(/^two wheels \S+ common$/);
  await expect(hit.locator('.crop-line')).toHaveText(line);
  await expect(inkdex.locator('.search-summary')).toContainText('1 hit');
  await expect(hit.locator('img')).toHaveCount(1);
  await expect(hit.locator('img')).toHaveJSProperty('complete', true);
  const shape = await hit.locator('img').evaluate((image) => {
    return image instanceof HTMLImageElement ? image.naturalWidth / image.naturalHeight : 0;
  });
  expect(shape).toBeGreaterThan(3);

  await searchField(inkdex).press('Enter');
  await expect(inkdex.locator('.hit-light.is-active')).toHaveCount(2);
  await hit.hover();
  await inkdex.getByRole('button', { name: 'Correct “two wheels”' }).first().click();
  const words = inkdex.getByRole('dialog').getByRole('group', { name: 'Word' });
  await words.getByRole('button', { name: 'two' }).click();
  await expect(inkdex.getByRole('textbox', { name: 'Text of the word' })).toHaveValue('two');
});

test('a word that is on no photo is said to be on none, with the similar words that there are', async ({
  inkdex,
}) => {
  await searchField(inkdex).fill('driver ');
  const headline = inkdex.locator('h1');
  await expect(headline).toHaveText('No photo has “driver”');
  await expect(inkdex.locator('.result')).toHaveCount(0);
  // Stepping to a weak hit shows it.
  await searchField(inkdex).press('Enter');
  await expect(inkdex.locator('.crop.is-active')).toBeVisible();
  await inkdex.getByRole('link', { name: /^drive \(/u }).click();
  await expect(headline).toHaveText(/^\d photos?/u);
  // The photo counts what the list counts.
  const counted = await inkdex.locator('.result-detail').first().textContent();
  await inkdex.locator('.result-picture').first().click();
  await expect(inkdex.locator('.hit-stepper')).toContainText(counted ?? 'none');
});

test('photos that look the same are a stack, which opens, also by stepping through hits', async ({
  inkdex,
  folders,
}) => {
  await searchField(inkdex).fill('the');
  await expect(inkdex.locator('.result')).toHaveCount(2);
  // As if the second photo was another one of the first board.
  const db = openLibrary(folders.library);
  db.exec('UPDATE photo SET look = (SELECT look FROM photo ORDER BY id LIMIT 1)');
  db.close();
  await inkdex.reload();
  const similar = inkdex.getByRole('button', { name: '1 similar photo' });
  await expect(similar).toHaveAttribute('aria-expanded', 'false');
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await similar.click();
  await expect(inkdex.locator('.result.is-below')).toHaveCount(1);
  await similar.click();
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await searchField(inkdex).press('Shift+Enter');
  await expect(inkdex.locator('.result.is-below.is-active')).toHaveCount(1);
});

test('more hits of a photo open below the first ones', async ({ inkdex }) => {
  await searchField(inkdex).fill('wheels OR the OR and OR drive OR spin OR at ');
  const result = inkdex.locator('.result').first();
  await expect(result.locator('.crop')).toHaveCount(6);
  const more = result.getByRole('button', { name: /more hits?$/u });
  const count = Number(/^\d+/u.exec((await more.textContent()) ?? '')?.[0]);
  await more.click();
  await expect(result.locator('.crop')).toHaveCount(6 + count);
  await expect(more).toHaveCount(0);
});

test('weaker results are folded away beside likely ones', async ({ inkdex }) => {
  await searchField(inkdex).fill('on ');
  const weaker = inkdex.getByRole('button', { name: '1 weaker result' });
  await expect(weaker).toBeVisible();
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await weaker.click();
  await expect(inkdex.locator('.result')).toHaveCount(2);
  await expect(weaker).toHaveCount(0);
});

test('a mistyped word is searched as the word that it means, and instead as typed', async ({ inkdex }) => {
  await searchField(inkdex).fill('whjeels ');
  const notice = inkdex.locator('.respelled');
  await expect(notice).toContainText('Showing results for wheels');
  await expect(inkdex.locator('.crop-line mark').first()).toHaveText('wheels');
  await notice.getByRole('link', { name: 'Search instead for whjeels' }).click();
  await expect(searchField(inkdex)).toHaveValue('"whjeels" ');
  await expect(notice).toHaveCount(0);
});

test('a missing bracket is named', async ({ inkdex }) => {
  await searchField(inkdex).fill('(the ');
  await expect(inkdex.getByText('A bracket is not closed: “(”.')).toBeVisible();
  await expect(inkdex.locator('.result')).toHaveCount(2);
});

test('without a connection, no answer to an older query stays under a new one', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await searchField(other).fill('wheels');
  await expect(other.locator('.result').first()).toBeVisible();
  let isDown = true;
  await other.routeWebSocket(/\/socket$/u, (socket) => {
    if (isDown) void socket.close({ code: 1001 });
    else socket.connectToServer();
  });
  line.breakOff();
  await searchField(other).fill('the');
  await expect(other.getByRole('heading', { name: 'Not connected' })).toBeVisible();
  await expect(other.locator('.result')).toHaveCount(0);

  isDown = false;
  await expect(other.locator('.result')).toHaveCount(2);
  await expect(other.getByRole('heading', { name: 'Not connected' })).toHaveCount(0);
});
