import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fsdl } from '../../../main/annexes/olderSystems/fsdl.ts';
import { huggingFace } from '../../../main/exchange/huggingFace.ts';
import { iamForms, iamLines, iamWords } from '../../../main/exchange/iam/formats.ts';
import { jsonLines } from '../../../main/exchange/jsonLines.ts';
import { mjsynth } from '../../../main/annexes/olderSystems/mjsynth.ts';
import { pathLabel } from '../../../main/annexes/olderSystems/pathLabel.ts';
import { synth90k } from '../../../main/annexes/olderSystems/synth90k.ts';
import { csv, tsv } from '../../../main/exchange/table/format.ts';
import { wordFiles } from '../../../main/annexes/olderSystems/wordFiles.ts';
import { aocrTfRecord } from '../../../main/annexes/olderSystems/tfRecord/aocr.ts';
import { crnnTfRecord } from '../../../main/annexes/olderSystems/tfRecord/crnn.ts';
import {
  chosenName,
  type ExchangeFormat,
  type OutgoingSample,
} from '../../../main/exchange/exchangeFormat.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { compareKeys } from '../../../shared/manifest.ts';
import { normalizeText } from '../../../shared/text.ts';
import {
  generatedSamples,
  labelsOf,
  makeImages,
  outgoing,
  samplesOf,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';

type Check = (written: readonly OutgoingSample[], read: readonly OutgoingSample[]) => void;

/** Writes generated samples, reads them, writes what was read, and reads that again. */
async function roundTrips(
  format: ExchangeFormat,
  {
    recipe = chosenName(format, 'recipe', null),
    holds = () => true,
    check = () => undefined,
    runs = 12,
  }: {
    recipe?: string;
    /** Which samples the format can express together. */
    holds?: (sample: OutgoingSample, others: readonly OutgoingSample[]) => boolean;
    check?: Check;
    runs?: number;
  } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    makeImages(folder);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(generatedSamples(folder), async (generated) => {
        run += 1;
        const samples = generated.filter((sample, index) => holds(sample, generated.slice(0, index)));
        const [first, second] = [join(folder, `first-${run}`), join(folder, `second-${run}`)];
        await writeSamples(format, samples, first);
        const once = await samplesOf(format, first, recipe);
        const ready = await outgoing(once);
        check(samples, ready);
        await writeSamples(format, ready, second);
        const twice = await samplesOf(format, second, recipe);
        expect(labelsOf(twice)).toEqual(labelsOf(once));
        for (const [index, { path }] of once.entries()) {
          expect(readFileSync(twice[index]?.path ?? '').equals(readFileSync(path))).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });
}

const isText = ({ mark }: OutgoingSample): boolean => mark === 'text';
const withoutFeeds = (text: string): string => normalizeText(text.replace(/[\r\n]+/gu, ' '));
const textsOf = (samples: readonly OutgoingSample[]): string[] => samples.map(({ text }) => text).sort();

/** Every text, whatever else is lost, as the format changes its characters. */
const keepsTexts =
  (change: (text: string) => string): Check =>
  (written, read) => {
    expect(textsOf(read)).toEqual(
      written
        .filter(isText)
        .map(({ text }) => change(text))
        .sort(),
    );
  };

/** Samples with the same image have the same bytes after the round trip. */
const keepsImages: Check = (written, read) => {
  const wholes = (samples: readonly OutgoingSample[]): string[] =>
    samples.map(({ width, height }) => `${width} x ${height}`).sort();
  expect(wholes(read)).toEqual(wholes(written));
};

describe('written, read and written again', () => {
  it.each([jsonLines, csv])('$title loses nothing', async (format) => {
    await roundTrips(format, {
      runs: 30,
      check: (written, read) => {
        expect(labelsOf(read)).toEqual(labelsOf(written));
        keepsImages(written, read);
      },
    });
    expect(format.losses).toEqual([]);
  });

  it('TSV loses only tabs and line feeds', async () => {
    const flat = (text: string): string => text.replace(/[\t\r\n]+/gu, ' ');
    const flatOrNull = (text: string | null): string | null => (text === null ? null : flat(text));
    await roundTrips(tsv, {
      holds: (sample, others) => !others.some(({ key }) => flat(key) === flat(sample.key)),
      check: (written, read) => {
        const expected = written.map((sample) => ({
          ...sample,
          key: flat(sample.key),
          file: flat(sample.file),
          text: normalizeText(flat(sample.text)),
          writer: flatOrNull(sample.writer),
          page: flatOrNull(sample.page),
        }));
        expect(labelsOf(read)).toEqual(labelsOf(expected));
      },
    });
  });

  it('IAM words keep every text, split by split', async () => {
    await roundTrips(iamWords, {
      holds: ({ split }) => split !== null,
      check: (written, read) => {
        keepsTexts(withoutFeeds)(written, read);
        for (const split of ['train', 'validation', 'test']) {
          const ofSplit = (samples: readonly OutgoingSample[]) =>
            samples.filter((sample) => sample.split === split);
          keepsTexts(withoutFeeds)(ofSplit(written), ofSplit(read));
        }
      },
    });
  });

  it('IAM words without splits keep every text', async () => {
    await roundTrips(iamWords, {
      holds: ({ split }) => split === null,
      check: keepsTexts(withoutFeeds),
    });
  });

  it('IAM words by the seed recipe stay as the recipe made them', async () => {
    await roundTrips(iamWords, { recipe: 'seed' });
  });

  it('IAM lines keep every text except for bars', async () => {
    await roundTrips(iamLines, {
      holds: ({ split }) => split !== null,
      check: keepsTexts((text) => withoutFeeds(text.replaceAll('|', ' '))),
    });
  });

  it('IAM forms keep every text with the box around it', async () => {
    await roundTrips(iamForms, {
      holds: ({ split }) => split !== null,
      check: (written, read) => {
        const described = (samples: readonly OutgoingSample[]): string[] =>
          samples
            .filter((sample) => isText(sample) && hasArea(sample.quad))
            .map(({ quad, text, width, height }) => {
              const box = quad === null ? [0, 0, width, height] : boxOfQuad(quad).map(hundredth);
              return `${box.map(hundredth).join(' ')} ${xmlText(text)}`;
            })
            .sort();
        expect(described(read)).toEqual(described(written));
      },
    });
  });

  it('FSDL keeps every region of text, with the box around it', async () => {
    await roundTrips(fsdl, {
      holds: (sample, others) =>
        hasArea(sample.quad) && !others.some((other) => sameRegion(sample, other)) && sample.polygon === null,
      check: (written, read) => {
        const described = (samples: readonly OutgoingSample[]): string[] =>
          samples
            .filter(({ mark }) => mark !== 'not-text')
            .map(({ quad, text, mark, level, width, height }) => {
              const box = quad === null ? [0, 0, width, height] : boxOfQuad(quad);
              return `${level} ${box.map(hundredth).join(' ')} ${mark === 'text' ? text : ''}`;
            })
            .sort();
        expect(described(read)).toEqual(described(written));
        expect(read.every(({ text, mark }) => (mark === 'text') === (text !== ''))).toBe(true);
      },
    });
  });

  it('path and label per line keep every text', async () => {
    await roundTrips(pathLabel, { check: keepsTexts(withoutFeeds) });
  });

  it('image folders keep every field but the place and alternatives', async () => {
    await roundTrips(huggingFace, {
      check: (written, read) => {
        const kept = (samples: readonly OutgoingSample[]): unknown[] =>
          labelsOf(samples).map((label) => ({
            ...{ ...label, split: label.split ?? 'train', file: '', source: null },
            ...{ quad: null, polygon: null, alternatives: [] },
          }));
        expect(kept(read)).toEqual(kept(written.filter(isText)));
      },
    });
  });

  it('Synth90k keeps every text and split', async () => {
    await roundTrips(synth90k, {
      check: (written, read) => {
        const described = (samples: readonly OutgoingSample[]): string[] =>
          samples
            .filter(isText)
            .map(({ text, split }) => `${String(split)} ${withoutFeeds(text)}`)
            .sort();
        expect(described(read)).toEqual(described(written));
      },
    });
  });

  it.each([aocrTfRecord, crnnTfRecord])('$title keep keys, texts and splits', async (format) => {
    await roundTrips(format, {
      check: (written, read) => {
        const described = (samples: readonly OutgoingSample[]): unknown[] =>
          samples.map(({ key, text, split }) => ({
            ...{ key, text, split: format === crnnTfRecord ? (split ?? 'train') : split },
          }));
        const sorted = [...written].sort((a, b) => compareKeys(a.key, b.key));
        expect(described(read)).toEqual(described(sorted.filter(isText)));
      },
    });
  });

  it('MJSynth keeps every text that a file name can contain', async () => {
    const held = (text: string): string => normalizeText(text.replace(/[\p{Cc}\s/\\:*?"<>|_]/gu, '-'));
    await roundTrips(mjsynth, {
      holds: ({ text }) => Buffer.byteLength(text) <= 140,
      check: (written, read) => {
        expect(textsOf(read)).toEqual(textsOf(written.filter(isText)).filter(Boolean).map(held).sort());
      },
    });
  });

  it('images named _word_id.png keep every text that a file name can contain', async () => {
    const held = (text: string): string => normalizeText(text.replace(/[\p{Cc}/\\:*?"<>|_]/gu, '-'));
    await roundTrips(wordFiles, {
      holds: ({ text }) => Buffer.byteLength(text) <= 140,
      check: (written, read) => {
        expect(textsOf(read)).toEqual(textsOf(written.filter(isText)).filter(Boolean).map(held).sort());
      },
    });
  });
});

function hasArea(quad: OutgoingSample['quad']): boolean {
  if (quad === null) return true;
  const [, , width, height] = boxOfQuad(quad);
  return width >= 0.01 && height >= 0.01;
}

function sameRegion(a: OutgoingSample, b: OutgoingSample): boolean {
  const boxOf = ({ quad, width, height }: OutgoingSample) =>
    quad === null ? [0, 0, width, height] : boxOfQuad(quad);
  return a.file === b.file && boxOf(a).map(hundredth).join() === boxOf(b).map(hundredth).join();
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

/** XML cannot contain control characters. */
function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}
