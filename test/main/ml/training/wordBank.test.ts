import { stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  loadBank,
  packWords,
  saveBank,
  wordAt,
  type LabelledInk,
} from '../../../../main/ml/training/wordBank.ts';
import { withFault } from '../../../support/fileFaults.ts';
import { inkImage } from '../../../support/images.ts';
import { temporaryFolder } from '../../../support/library.ts';

const words: readonly LabelledInk[] = [
  { text: 'été', ink: inkImage({ width: 3, height: 2 }, [{ left: 1, top: 0, width: 2, height: 1, ink: 7 }]) },
  { text: 'été', ink: inkImage({ width: 1, height: 5 }, [{ left: 0, top: 4, width: 1, height: 1 }]) },
  {
    text: '"\t→',
    ink: inkImage({ width: 4, height: 1 }, [{ left: 0, top: 0, width: 4, height: 1, ink: 9 }]),
  },
];

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

describe('a bank of words', () => {
  it('gives back each word as it was packed', () => {
    const bank = packWords(words);
    expect(words.map((_, index) => wordAt(bank, index))).toEqual(words);
  });

  it('lies in shared memory, so that a worker draws from the same bytes', () => {
    expect(packWords(words).pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it.each([-1, 3, 0.5])('refuses word %d of three', (index) => {
    expect(() => wordAt(packWords(words), index)).toThrow(/is not in a bank of 3/u);
  });

  it('is the same after it was saved and loaded, in shared memory too', async () => {
    const file = path.join(folder, 'words.bank');
    const bank = packWords(words);
    await saveBank(file, bank);
    const loaded = await loadBank(file);
    expect(loaded).toEqual(bank);
    expect(loaded?.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('may be empty', async () => {
    const file = path.join(folder, 'empty.bank');
    await saveBank(file, packWords([]));
    expect(await loadBank(file)).toEqual(packWords([]));
  });

  it('is undefined where no file is', async () => {
    expect(await loadBank(path.join(folder, 'absent.bank'))).toBeUndefined();
  });

  it.each([
    ['ends within its header', -30],
    ['lacks its last pixel', -1],
    ['goes on after its last pixel', 1],
  ])('is refused when its file %s', async (_what, change) => {
    const file = path.join(folder, 'words.bank');
    await saveBank(file, packWords(words));
    await truncate(file, (await stat(file)).size + change);
    await expect(loadBank(file)).rejects.toMatchObject({ code: 'data-invalid' });
  });

  it('that cannot be opened is not taken for one that is not there', async () => {
    await writeFile(path.join(folder, 'no folder'), '');
    await expect(loadBank(path.join(folder, 'no folder', 'words.bank'))).rejects.toThrow(/ENOTDIR/u);
  });

  it('that finds no room leaves the one before it', async () => {
    const file = path.join(folder, 'words.bank');
    await saveBank(file, packWords(words));
    await withFault({ folder, at: 1, code: 'ENOSPC' }, async () => {
      await expect(saveBank(file, packWords([]))).rejects.toMatchObject({ code: 'disk-full' });
    });
    expect(await loadBank(file)).toEqual(packWords(words));
  });

  it('is refused when its file is no bank', async () => {
    const file = path.join(folder, 'other.bank');
    const header = Buffer.from(JSON.stringify({ format: 2, texts: [], sizes: [] }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    await writeFile(file, Buffer.concat([length, header]));
    await expect(loadBank(file)).rejects.toThrow(/format/u);
  });
});
