import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { csv, tsv } from '../../../main/exchange/table/format.ts';
import { temporaryFolder } from '../../support/library.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('a preview of a table', () => {
  it('has the names of its columns, their fields, and its first rows', async () => {
    const path = join(folder, 'scans.csv');
    const rows = Array.from({ length: 9 }, (_, row) => `${row}.png,"word, ${row}",anna`);
    writeFileSync(path, ['Filename,What it says,author', ...rows].join('\n'));

    const look = await csv.previewTable?.(path);
    expect(look?.columns).toEqual(['Filename', 'What it says', 'author']);
    const columnOf = (field: string) => look?.fields.find((each) => each.field === field)?.column;
    expect(columnOf('file')).toBe('Filename');
    expect(columnOf('writer')).toBe('author');
    expect(columnOf('text')).toBeNull();
    expect(look?.rows).toHaveLength(5);
    expect(look?.rows[1]).toEqual(['1.png', 'word, 1', 'anna']);
  });

  it('finds the table of a folder', async () => {
    writeFileSync(join(folder, 'sources.tsv'), 'page\tsplit\na\ttrain\n');
    writeFileSync(join(folder, 'words.tsv'), 'page\tx\ty\tw\th\ttext\na\t1\t2\t3\t4\tink\n');
    const look = await tsv.previewTable?.(folder);
    expect(look?.rows).toEqual([['a', '1', '2', '3', '4', 'ink']]);
  });

  it('refuses a file without a line of column names', async () => {
    const path = join(folder, 'empty.csv');
    writeFileSync(path, '');
    await expect(csv.previewTable?.(path)).rejects.toMatchObject({ code: 'data-invalid' });
  });
});
