import { expect, readTest as test } from './inkdex.ts';
import { secondWindow } from './line.ts';

test('results are a grid, whose size and layout are remembered', async ({ inkdex }) => {
  await inkdex.getByRole('searchbox').fill('the');
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

test('weaker results are folded away beside likely ones', async ({ inkdex }) => {
  await inkdex.getByRole('searchbox').fill('on ');
  const weaker = inkdex.getByRole('button', { name: '1 weaker result' });
  await expect(weaker).toBeVisible();
  await expect(inkdex.locator('.result')).toHaveCount(1);
  await weaker.click();
  await expect(inkdex.locator('.result')).toHaveCount(2);
  await expect(weaker).toHaveCount(0);
});

test('a mistyped word is searched as the word that it means, and instead as typed', async ({ inkdex }) => {
  await inkdex.getByRole('searchbox').fill('whjeels ');
  const notice = inkdex.locator('.respelled');
  await expect(notice).toContainText('Showing results for wheels');
  await expect(inkdex.locator('.crop-text').first()).toHaveText('wheels');
  await notice.getByRole('link', { name: 'Search instead for whjeels' }).click();
  await expect(inkdex.getByRole('searchbox')).toHaveValue('"whjeels" ');
  await expect(notice).toHaveCount(0);
});

test('a missing bracket is named', async ({ inkdex }) => {
  await inkdex.getByRole('searchbox').fill('(the ');
  await expect(inkdex.getByText('A bracket is not closed: “(”.')).toBeVisible();
  await expect(inkdex.locator('.result')).toHaveCount(2);
});

test('without a connection, no answer to an older query stays under a new one', async ({
  inkdex,
  context,
}) => {
  const { other, line } = await secondWindow(context, inkdex.url());
  await other.getByRole('searchbox').fill('wheels');
  await expect(other.locator('.result').first()).toBeVisible();
  let isDown = true;
  await other.routeWebSocket(/\/socket$/u, (socket) => {
    if (isDown) void socket.close({ code: 1001 });
    else socket.connectToServer();
  });
  line.breakOff();
  await other.getByRole('searchbox').fill('the');
  await expect(other.getByRole('heading', { name: 'Not connected' })).toBeVisible();
  await expect(other.locator('.result')).toHaveCount(0);

  isDown = false;
  await expect(other.locator('.result')).toHaveCount(2);
  await expect(other.getByRole('heading', { name: 'Not connected' })).toHaveCount(0);
});
