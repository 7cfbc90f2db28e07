import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { createFont, drawnEm, openFont, type HandwritingFont } from '../../../main/ml/synthetic/fonts.ts';
import { readPage } from '../../../main/reader/reader.ts';
import type { LoadedModel, ReadingModels } from '../../../main/reader/models/sessions.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { characters, unspacedRuns } from '../../../shared/text.ts';
import { boards, elsewhere, frenchPages, photos } from '../../../pretraining/data.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { openModels, printModels } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { median } from '../bench/median.ts';

const definitions = `
looked at: pages on which no word is sure, so that they are read as another script, too. taken: pages that are then read so.
found: of the characters written, those that are read; right: of those read, those that are written; both wherever they stand on
the page. ms: of one page, median of all. Chinese and Japanese pages are drawn with handwriting fonts (Long Cang; Yomogi, Zen Kurenaido) in four sizes.`;

const texts = {
  Chinese: [
    '今天的会议讨论了三个问题',
    '预算需要重新审核',
    '新产品的发布时间',
    '团队分工和下周计划',
    '请大家周五之前提交报告',
    '数据结构包括栈和队列',
    '二叉树的遍历方法',
    '采购清单 苹果 牛奶 面包',
  ],
  Japanese: [
    '今日の会議のメモ',
    '来週の予定を確認する',
    '新しいアイデアをまとめる',
    '買い物リスト 牛乳 卵 パン',
    '金曜日までに提出してください',
    'データ構造とアルゴリズム',
    '二分木の探索',
    'テスト計画と設計',
  ],
} as const;
const families = [
  ['Chinese', 'long-cang'],
  ['Japanese', 'yomogi'],
  ['Japanese', 'zen-kurenaido'],
] as const;
const sizes = [36, 48, 64, 90];
const linesPerPage = 4;

interface ScriptPage {
  readonly path: string;
  /** What is written, without spaces; null where it is not known. */
  readonly text: string | null;
}

/** Pages in scripts that the recogniser does not know, and Latin ones, which it does. */
export async function measureScripts(): Promise<void> {
  const models = await openModels(2);
  printModels(models);
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-scripts-'));
  try {
    const rows: string[][] = [];
    // The fonts are packages of pretraining, which short forms do without.
    for (const [language, family] of unlessShort<readonly (typeof families)[number][]>(families, [])) {
      const pages = await drawPages(folder, texts[language], await openFamily(family), family);
      rows.push(await rowOf(`${language}, ${family}`, pages, models));
    }
    const latin = {
      'boards dev': await boards('dev'),
      dev3: await elsewhere('dev3'),
      photos: await photos(),
      French: await frenchPages(),
    };
    for (const [name, pages] of Object.entries(latin)) {
      const used = unlessShort(pages, pages.slice(0, 1));
      rows.push(
        await rowOf(
          name,
          used.map(({ path }) => ({ path, text: null })),
          models,
        ),
      );
    }
    print('\nPages in another script');
    printTable(['', 'pages', 'looked at', 'taken', 'found', 'right', 'ms'], rows);
  } finally {
    await rm(folder, { recursive: true });
  }
  print(definitions);
}

async function rowOf(name: string, pages: readonly ScriptPage[], models: ReadingModels): Promise<string[]> {
  let lookedAt = 0;
  let taken = 0;
  const sums = { written: 0, read: 0, both: 0 };
  const times: number[] = [];
  const { scripts, ...recogniser } = models.recogniser;
  const counted: LoadedModel<RecogniserMetadata> = {
    ...recogniser,
    ...(scripts !== undefined && {
      scripts: {
        ...scripts,
        open: () => {
          lookedAt += 1;
          return scripts.open();
        },
      },
    }),
  };
  for (const { path, text } of pages) {
    const { words, ms } = await readPage(
      path,
      { ...models, recogniser: counted },
      { alternatives: 1, findRotation: true },
    );
    times.push(ms);
    const read = words.flatMap((word) => characters(word.text.replace(/\s/gu, '')));
    if (unspacedRuns(read.join('')).flat().length > read.length / 2) taken += 1;
    if (text === null) continue;
    const left = characters(text);
    sums.written += left.length;
    sums.read += read.length;
    for (const character of read) {
      const at = left.indexOf(character);
      if (at < 0) continue;
      left.splice(at, 1);
      sums.both += 1;
    }
  }
  const isKnown = sums.written > 0;
  return [
    name,
    String(pages.length),
    String(lookedAt),
    String(taken),
    isKnown ? share(sums.both / sums.written) : '',
    isKnown ? share(sums.both / sums.read) : '',
    times.length === 0 ? '' : median(times).toFixed(0),
  ];
}

async function openFamily(family: string): Promise<HandwritingFont> {
  const folder = join(import.meta.dirname, '../../../pretraining/node_modules/@fontsource', family, 'files');
  const files = (await readdir(folder)).filter((file) => file.endsWith('-400-normal.woff2')).sort();
  return createFont(
    family,
    family,
    files.map((file) => openFont(join(folder, file))),
  );
}

/** Pages of a few lines each, in every size. */
async function drawPages(
  folder: string,
  lines: readonly string[],
  font: HandwritingFont,
  name: string,
): Promise<ScriptPage[]> {
  const pages: ScriptPage[] = [];
  for (const size of sizes) {
    for (let first = 0; first < lines.length; first += linesPerPage) {
      const own = lines.slice(first, first + linesPerPage);
      const path = join(folder, `${name}-${size}-${first}.png`);
      await writeFile(path, drawPage(own, font, size));
      pages.push({ path, text: own.join('').replaceAll(' ', '') });
    }
  }
  return pages;
}

function drawPage(lines: readonly string[], font: HandwritingFont, size: number): Buffer {
  const canvas = createCanvas(24 * size, (2 + 1.7 * lines.length) * size);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4f2ea';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#222233';
  context.scale(size / drawnEm, size / drawnEm);
  for (const [row, line] of lines.entries()) {
    let x = drawnEm;
    for (const character of characters(line)) {
      if (character === ' ') {
        x += drawnEm / 2;
        continue;
      }
      context.font = font.canvasFont(character);
      context.fillText(character, x, (1.7 * row + 1.7) * drawnEm);
      x += 1.03 * font.advance(character) * drawnEm;
    }
  }
  return canvas.toBuffer('image/png');
}
