import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runInkdex } from '../support/app.ts';
import { writtenPage, type WrittenLine, type WrittenPage } from '../support/writtenPages.ts';
import { expect, foldersIn, removeFolders, test as base } from './inkdex.ts';

/** Lines one below the other. */
function lines(left: number, top: number, lead: number, texts: readonly string[]): WrittenLine[] {
  return texts.map((text, row) => ({ text, left, baseline: top + row * lead }));
}

function stroke(path: string): string {
  return `<path d="${path}" stroke="#333" stroke-width="5" fill="none"/>`;
}

const left = ['plant the beans', 'water the roses', 'cut the hedge', 'paint the fence'];
const right = ['order new soil', 'find the hose', 'call the shop', 'mend the gate'];
const columns: WrittenPage = {
  width: 1600,
  height: 900,
  lines: [
    { text: 'Garden plan', left: 520, baseline: 110, em: 96 },
    ...lines(120, 300, 110, left),
    ...lines(900, 300, 110, right),
  ],
};

const steps = ['measure the water', 'mark the channel', 'build the light'];
const margin: WrittenPage = {
  width: 1500,
  height: 900,
  lines: [
    ...lines(60, 160, 300, ['Goal', 'Tasks']),
    ...lines(420, 160, 95, ['make the river', 'safe for boats']),
    ...lines(420, 460, 95, steps),
  ],
};

const notes = [
  ['sell more', 'bread'],
  ['rest on', 'Monday'],
  ['hire one', 'baker'],
  ['clean the', 'window'],
];
const colours = ['#ffe27a', '#9fd8a4', '#f7b3c8', '#a8d4f5'];
const placeOf = (note: number): readonly [x: number, y: number] => [
  120 + 620 * (note % 2),
  130 + 500 * Math.floor(note / 2),
];
const board: WrittenPage = {
  width: 1400,
  height: 1100,
  lines: notes.flatMap((texts, note) => lines(placeOf(note)[0] + 50, placeOf(note)[1] + 140, 110, texts)),
  drawing: colours
    .map((colour, note) => {
      const [x, y] = placeOf(note).map(String);
      return `<rect x="${x ?? ''}" y="${y ?? ''}" width="440" height="360" fill="${colour}"/>`;
    })
    .join(''),
};

const cells = ['name price color', 'apples 12 red', 'pears 75 green', 'grapes 30 blue'];
const table: WrittenPage = {
  width: 1400,
  height: 900,
  lines: [
    { text: 'Fruit in stock', left: 220, baseline: 130, em: 90 },
    ...cells.flatMap((row, y) =>
      row.split(' ').map((text, x) => ({ text, left: 240 + 300 * x, baseline: 285 + 130 * y })),
    ),
  ],
  drawing: [
    ...[200, 330, 460, 590, 720].map((y) =>
      stroke(`M 200 ${String(y)} Q 600 ${String(y + 6)} 1100 ${String(y - 2)}`),
    ),
    ...[200, 500, 800, 1100].map((x) => stroke(`M ${String(x)} 195 Q ${String(x + 6)} 400 ${String(x)} 725`)),
  ].join(''),
};

const code: WrittenPage = {
  width: 1400,
  height: 900,
  lines: [
    { text: 'Algorithm', left: 160, baseline: 120, em: 96 },
    ...lines(160, 300, 0, ['while head:']),
    ...lines(280, 410, 110, ['total += head.value', 'head = head.next']),
    ...lines(160, 630, 0, ['return total']),
  ],
};

const inColumns = ['Garden plan', ...left, ...right];
const pages: readonly (readonly [name: string, page: WrittenPage, text: readonly string[]])[] = [
  ['two columns', columns, inColumns],
  [
    'labels in the margin',
    margin,
    ['Goal make the river', 'safe for boats', `Tasks ${steps[0] ?? ''}`, ...steps.slice(1)],
  ],
  ['sticky notes', board, [0, 2, 1, 3].flatMap((note) => notes[note] ?? [])],
  ['a table', table, ['Fruit in stock', ...cells]],
  ['code', code, ['Algorithm', 'while head:', 'total += head.value', 'head = head.next', 'return total']],
  ['a page turned by 90 degrees', columns, inColumns],
];

const test = base.extend({
  folders: async ({ browserName }, use) => {
    const folders = foldersIn(mkdtempSync(join(tmpdir(), `inkdex-pages-${browserName}-`)));
    const photos = join(folders.home, 'pages');
    mkdirSync(photos, { recursive: true });
    for (const [name, page] of pages) {
      const jpeg = await writtenPage(page);
      const isTurned = name.includes('turned');
      writeFileSync(
        join(photos, `${name}.jpg`),
        isTurned ? await sharp(jpeg).rotate(90).jpeg().toBuffer() : jpeg,
      );
    }
    await runInkdex(['import', photos], folders);
    await use(folders);
    removeFolders(folders);
  },
});

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('pages are read in the order of a person, with columns, labels, notes, a table, code, turned by 90 degrees', async ({
  inkdex,
}) => {
  for (const [name, , text] of pages) {
    await inkdex.getByRole('gridcell', { name: new RegExp(`^${name}\\.jpg`, 'u') }).click();
    await expect(inkdex.locator('.text-word').first()).toBeVisible();
    const shown = await inkdex
      .locator('.text-line')
      .evaluateAll((all) =>
        all.map((line) =>
          [...line.querySelectorAll('.text-word')].map(({ textContent }) => textContent).join(' '),
        ),
      );
    expect(shown, name).toEqual(text);
    // Pictures for the documents: INKDEX_PICTURES=resources/screenshots npm run test:long
    const folder = process.env.INKDEX_PICTURES;
    if (folder !== undefined) {
      await inkdex.screenshot({ path: join(folder, `text-${name.replaceAll(' ', '-')}.png`) });
    }
    await inkdex.keyboard.press('Escape');
    await expect(inkdex.getByRole('gridcell').first()).toBeVisible();
  }
});

test('the text of a page with a table and of one with code is copied as Markdown', async ({ inkdex }) => {
  const markdownOf = async (name: string): Promise<string> => {
    const cell = inkdex.getByRole('gridcell', { name: new RegExp(`^${name}\\.jpg`, 'u') });
    await cell.click({ button: 'right' });
    await inkdex.getByRole('menuitem', { name: 'Copy as Markdown' }).click();
    await expect(inkdex.getByText(`Copied the text of ${name}.jpg.`)).toBeVisible();
    return await inkdex.evaluate(() => navigator.clipboard.readText());
  };
  expect(await markdownOf('a table')).toContain(
    '| name | price | color |\n| --- | --- | --- |\n| apples | 12 | red |',
  );
  await expect(async () => {
    expect(await markdownOf('code')).toContain(
      '```\nwhile head:\n  total += head.value\n  head = head.next\nreturn total\n```',
    );
  }).toPass();
});
