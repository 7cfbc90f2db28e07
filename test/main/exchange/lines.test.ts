import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines, recordsOfLines, type Line } from '../../../main/exchange/textFile.ts';
import { invalidAt, skipped } from '../../../main/exchange/records.ts';
import { folderOf } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';

const { signal } = new AbortController();

async function linesOf(content: string | Uint8Array): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of readLines(join(folderOf({ list: content }), 'list'), signal)) found.push(line);
  return found;
}

describe('the lines of a file', () => {
  it('are the same as when its text is split at line feeds, numbered from 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        async (texts) => {
          const written = texts.map((text) => `${text}\n`).join('');
          expect(await linesOf(written)).toEqual(
            texts.map((text, index) => ({
              number: index + 1,
              text: index === 0 ? text.replace(/^\u{feff}/u, '') : text,
              problem: null,
            })),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('include a last one without a line feed, and no byte order mark', async () => {
    expect((await linesOf('\u{feff}a\nb')).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(await linesOf('')).toEqual([]);
  });

  it('that are not UTF-8 are reported, and only they', async () => {
    const bytes = Buffer.concat([
      Buffer.from('ein\n'),
      Buffer.from('Stra\xdfe\n', 'latin1'),
      Buffer.from('\u{fffd}\n'),
    ]);
    const [first, second, third] = await linesOf(bytes);
    expect([first?.problem, third]).toEqual([null, { number: 3, text: '\u{fffd}', problem: null }]);
    expect(second?.problem).toContain('UTF-8');
  });

  it('are streamed from a file that does not fit into memory', async () => {
    const path = join(folderOf({ list: 'first\nsecond\n' }), 'list');
    // Eight gigabytes, of which only the first lines take space on the disk.
    truncateSync(path, 8 * 1024 ** 3);
    const lines = readLines(path, signal);
    expect((await lines.next()).value).toEqual({ number: 1, text: 'first', problem: null });
    expect((await lines.next()).value).toEqual({ number: 2, text: 'second', problem: null });
    await expect(lines.next()).rejects.toThrow(/line 3: the line has more than 16 MB/u);
  });

  it('of more than 16 MB are refused with their number', async () => {
    const long = `short\n${'x'.repeat(17 * 1024 * 1024)}`;
    await expect(linesOf(long)).rejects.toThrow(/line 2: the line has more than 16 MB/u);
  });

  it('of a missing file or of a folder are refused', async () => {
    const folder = temporaryFolder();
    const read = (path: string): Promise<unknown> => readLines(path, signal).next();
    await expect(read(join(folder, 'gone'))).rejects.toMatchObject({ code: 'file-missing' });
    await expect(read(folder)).rejects.toMatchObject({ code: 'data-invalid' });
  });

  it('end when the work is stopped', async () => {
    const stop = new AbortController();
    const path = join(folderOf({ list: 'a\n'.repeat(600_000) }), 'list');
    const read = async (): Promise<void> => {
      for await (const { number } of readLines(path, stop.signal)) if (number === 10) stop.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
  });
});

describe('records of lines', () => {
  it('are invalid when the parser refuses them, and the others follow', async () => {
    const folder = folderOf({ list: 'good\n\nbad\r\ngood\n' });
    const records = recordsOfLines(join(folder, 'list'), signal, (text, place) => {
      if (text === 'bad') throw invalidAt(place, 'it is bad.');
      return skipped(text, '');
    });
    const found = [];
    for await (const record of records) found.push(record);
    expect(found).toEqual([
      { kind: 'skipped', reason: 'good', place: '' },
      { kind: 'invalid', message: `${join(folder, 'list')}, line 3: it is bad.` },
      { kind: 'skipped', reason: 'good', place: '' },
    ]);
  });

  it('do not hide a bug in the parser', async () => {
    const records = recordsOfLines(join(folderOf({ list: 'a\n' }), 'list'), signal, () => {
      throw new TypeError('a mistake');
    });
    await expect(records.next()).rejects.toThrow('a mistake');
  });
});
