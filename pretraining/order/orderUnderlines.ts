/** Writes which words of the ordered photos are underlined, `order/underlines.tsv`, where the photos are at hand. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { isUnderlined } from '../../main/imaging/ink/underline.ts';
import { quadOfBox, scaleQuad } from '../../shared/geometry.ts';
import { dataFolder } from '../data.ts';
import { orderedPages, underlinesFile } from './orderLabels.ts';

const banks = join(import.meta.dirname, '../..', '.cache', 'banks', 'boards', 'images');
const known = existsSync(underlinesFile) ? (await readFile(underlinesFile, 'utf8')).trim().split('\n') : [];
const rows: string[] = [];
for (const { set, page, words } of await orderedPages()) {
  const photo = [join(dataFolder, set, 'images', page), join(banks, page)].find((path) => existsSync(path));
  if (set === 'pages') continue;
  if (photo === undefined) {
    rows.push(...known.filter((row) => row.startsWith(`${set}\t${page}\t`)));
    continue;
  }
  const { ink, scale } = await openInkPage(photo, () => undefined);
  const marked = words.flatMap(({ box }, word) =>
    isUnderlined(ink, scaleQuad(quadOfBox(box), scale)) ? [word] : [],
  );
  rows.push(`${set}\t${page}\t${marked.join(' ')}`);
}
await writeFile(underlinesFile, `set\tpage\twords\n${rows.join('\n')}\n`);
