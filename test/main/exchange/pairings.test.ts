import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenName } from '../../../main/exchange/exchangeFormat.ts';
import { allFormats } from '../../support/allFormats.ts';
import { createRandom } from '../../../shared/random.ts';
import { temporaryFolder } from '../../support/library.ts';
import { recordsOf } from '../../support/pageSamples.ts';
import { changes, copied, swapPictures, wrongPairings, writePaired } from '../../support/pairings.ts';

const readable = allFormats.filter(({ read }) => read !== null);
const written = readable.filter(({ write }) => write !== null);
/** Formats that tell the size of the image on which a region was drawn. */
const sized = ['page-xml', 'alto', 'hocr', 'coco', 'label-studio', 'label-studio-min', 'fsdl'];

describe('a word stands on its own picture, or the import says what is wrong', () => {
  it('every importer is here, but for those with pictures and texts in two rows of numbers', () => {
    const others = readable.filter(({ write }) => write === null).map(({ name }) => name);
    // Their tests: "expected equal numbers".
    expect(others).toEqual(['emnist', 'hdf5-lines']);
  });

  it.each(written.map((format) => [format.name, format] as const))('in %s', async (name, format) => {
    const folder = temporaryFolder();
    const whole = join(folder, name);
    await writePaired(format, join(folder, 'pictures'), whole);
    expect(
      (await recordsOf(format, whole, chosenName(format, 'recipe', null))).filter(
        ({ kind }) => kind === 'sample',
      ),
    ).toHaveLength(8);
    const wrong: unknown[] = [];
    for (const [change, apply] of Object.entries(changes)) {
      // The name of an image is its text: a second one of that name has it, too.
      if (name === 'word-files' && change === 'a second image lies beside one') continue;
      for (const seed of [1]) {
        const copy = copied(whole, join(folder, `${name}-copy`));
        apply(copy, createRandom(seed));
        const found = await wrongPairings(
          await recordsOf(format, copy, chosenName(format, 'recipe', null)).catch(() => []),
        );
        if (found.length > 0) wrong.push([change, seed, found]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(sized)('pictures of other proportions that were swapped are refused in %s', async (name) => {
    const format = written.find((each) => each.name === name);
    if (format === undefined) throw new Error(`There is no format ${name}.`);
    const folder = temporaryFolder();
    const whole = join(folder, `${name}-swapped`);
    await writePaired(format, join(folder, 'pictures'), whole);
    expect(existsSync(whole)).toBe(true);
    swapPictures(whole);
    const records = await recordsOf(format, whole, chosenName(format, 'recipe', null));
    expect(records.filter(({ kind }) => kind === 'invalid').length).toBeGreaterThan(0);
    const files = records.flatMap((record) => (record.kind === 'sample' ? [record.sample.file] : []));
    expect(files.filter((file) => /(?:^|\/)[cd]\.png$/u.test(file))).toEqual([]);
  });
});
