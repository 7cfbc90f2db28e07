import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAlphabet, pretrainedCharacters } from '../../../../shared/alphabet.ts';
import { readRehearsal, type RehearsalGroup } from '../../../../main/ml/finetune/rehearsalFile.ts';
import { writeRehearsalFile } from '../../../support/rehearsalWords.ts';
import { inkImage } from '../../../support/images.ts';
import { temporaryFolder } from '../../../support/library.ts';

const shipped = join(import.meta.dirname, '../../../../resources/rehearsal/words.bin');

describe('a file of words to rehearse', () => {
  it('keeps texts, sizes and, in sixteen steps, ink', async () => {
    const path = join(temporaryFolder(), 'words.bin');
    const words = [
      {
        text: 'été',
        ink: inkImage({ width: 7, height: 3 }, [{ left: 1, top: 1, width: 3, height: 1, ink: 250 }]),
      },
      {
        text: 'ink',
        ink: inkImage({ width: 4, height: 2 }, [{ left: 0, top: 0, width: 4, height: 2, ink: 17 }]),
      },
    ];
    const group: RehearsalGroup = {
      name: 'two',
      use: 'check',
      margin: 0.3,
      strength: 0.6,
      licence: 'MIT',
      words,
    };
    await writeRehearsalFile(path, [group, { ...group, name: 'none', words: [] }]);
    const [read, none] = await readRehearsal(path);
    expect({ ...read, words: [] }).toEqual({ ...group, words: [] });
    expect(read?.words.map(({ text, ink }) => [text, ink.width, ink.height])).toEqual([
      ['été', 7, 3],
      ['ink', 4, 2],
    ]);
    expect(read?.words[0]?.ink.data[8]).toBe(255);
    expect([...(read?.words[1]?.ink.data ?? [])]).toEqual(Array.from({ length: 8 }, () => 17));
    expect(none?.words).toEqual([]);
  });

  it('is refused when it is cut short or of another kind', async () => {
    const path = join(temporaryFolder(), 'words.bin');
    writeFileSync(path, readFileSync(shipped).subarray(0, 20_000));
    await expect(readRehearsal(path)).rejects.toMatchObject({ code: 'data-invalid' });
    writeFileSync(path, 'something else');
    await expect(readRehearsal(path)).rejects.toThrow(/it does not start with INKREH01/u);
    await expect(readRehearsal(`${path}.gone`)).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('the words that ship', () => {
  it('name their licences, are readable by the starter model, and part what is checked from what is rehearsed', async () => {
    const groups = await readRehearsal(shipped);
    const alphabet = createAlphabet(pretrainedCharacters);
    for (const { licence, words } of groups) {
      expect(licence).toMatch(/OFL|CC-BY|MIT/u);
      expect(words.every(({ text }) => alphabet.has(text))).toBe(true);
    }
    const count = (use: string): number =>
      groups.filter((group) => group.use === use).reduce((sum, { words }) => sum + words.length, 0);
    expect(count('rehearse')).toBeGreaterThan(2000);
    expect(count('check')).toBeGreaterThan(600);
    // No research-only words: the licence lines would have to name them.
    expect(groups.map(({ licence }) => licence).join()).not.toMatch(/iam/iu);
  });
});
