import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { iamForms, iamWords } from '../../../main/exchange/iam/formats.ts';
import { folderOf, readAll, samplesIn } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';
import { outgoing, writeSamples } from '../../support/pageSamples.ts';

it('words keep their writers beside forms that an earlier export created', async () => {
  const line = (id: string, text: string): string => `${id} ok 154 1 2 3 4 XX ${text}\n`;
  const earlier = folderOf({
    'ascii/words.txt':
      line('x00-000-00-00', 'ann') + line('x00-000-00-01', 'too') + line('z00-001-00-00', 'cy'),
    'ascii/forms.txt': 'x00-000 Ann -1 all -1 -1 2 2\nz00-001 Cy -1 all -1 -1 1 1\n',
    'words/x00/x00-000/x00-000-00-00.png': [40, 20],
    'words/x00/x00-000/x00-000-00-01.png': [40, 20],
    'words/z00/z00-001/z00-001-00-00.png': [40, 20],
  });
  const [ann, too, cy] = await outgoing(samplesIn(await readAll(iamWords, earlier)));
  if (ann === undefined || too === undefined || cy === undefined) throw new Error('Three words are read.');
  const before = { ...ann, key: 'p1/1', page: 'p1', writer: 'Ben', text: 'ben' };
  const after = { ...ann, key: 'y/1', page: 'p2', writer: 'Dee', text: 'dee' };
  const path = join(temporaryFolder(), 'export');
  await writeSamples(iamWords, [ann, too, cy, before, after], path);
  const read = samplesIn(await readAll(iamWords, path));
  expect(read.map(({ text, writer }) => `${text}: ${writer ?? ''}`).sort()).toEqual([
    'ann: Ann',
    'ben: Ben',
    'cy: Cy',
    'dee: Dee',
    'too: Ann',
  ]);
});

it('forms whose names differ only in case have separate files on every disk', async () => {
  const source = folderOf({
    'ascii/words.txt': 'a01-000u-00-00 ok 154 1 2 3 4 XX low\n',
    'words/a01/a01-000u/a01-000u-00-00.png': [40, 20],
  });
  const [low] = await outgoing(samplesIn(await readAll(iamWords, source)));
  if (low === undefined) throw new Error('A word is read.');
  const high = { ...low, key: 'A01-000U-00-00', file: 'A01.png', text: 'high' };
  for (const format of [iamWords, iamForms]) {
    const path = join(temporaryFolder(), 'export');
    await writeSamples(format, [high, low], path);
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(samplesIn(await readAll(format, path)).map(({ text }) => text)).toEqual(['high', 'low']);
  }
});
