import { characterErrorRate, characters, editDistance } from '../../../shared/text.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { RgbImage } from '../../../main/imaging/pixels.ts';
import { share } from '../../../pretraining/printTable.ts';
import { editsBetween, type Edit } from './alignment.ts';
import { countsOf, groupsOf, type Described, type Group } from './groups.ts';
import { causeOfEdit, causeOfReading } from './readingCauses.ts';
import type { Section, Table } from './report.ts';

/** A word that was read. */
export interface ReadSample extends Described {
  readonly place: string;
  readonly truth: string;
  /** Best first. */
  readonly readings: readonly Alternative[];
  /** Of a word that was misread. */
  readonly picture: RgbImage | null;
}

const commonestConfusions = 40;

/** Everything there is to say of the misread words of one set. */
export function readingSection(title: string, samples: readonly ReadSample[], limit: number): Section {
  const wrong = samples.filter((sample) => readingOf(sample) !== sample.truth);
  return {
    title: `Reading: ${title}`,
    tables: [
      groupTable('all', [{ factor: '', value: 'all words', words: samples }]),
      causeTable(samples, wrong),
      editTable(wrong),
      confusionTable(wrong),
      ...tablesOfGroups(samples),
    ],
    cells: wrong
      .toSorted((a, b) => badness(b) - badness(a))
      .slice(0, limit)
      .flatMap((sample) => (sample.picture === null ? [] : [cellOf(sample, sample.picture)])),
  };
}

export function readingOf({ readings }: ReadSample): string {
  return readings[0]?.text ?? '';
}

/** Edits for each letter, more for a reading that was believed. */
function badness(sample: ReadSample): number {
  const edits = editDistance(sample.truth, readingOf(sample)) / Math.max(1, characters(sample.truth).length);
  return Math.min(1, edits) + (sample.readings[0]?.confidence ?? 0);
}

function cellOf(sample: ReadSample, picture: RgbImage) {
  const [best, ...others] = sample.readings;
  const alternatives = others.slice(0, 3).map(({ text, confidence }) => `${text} ${share(confidence)}`);
  return {
    picture,
    captions: [
      sample.truth,
      `${best?.text ?? '(nothing)'} ${share(best?.confidence ?? 0)}: ${causeOfReading(sample.truth, readingOf(sample))}`,
      alternatives.join('  '),
      sample.place,
    ],
  };
}

/** Each misread word has one cause; its edits show how much of the error rate hangs on it. */
function causeTable(samples: readonly ReadSample[], wrong: readonly ReadSample[]): Table {
  const byCause = Map.groupBy(wrong, (sample) => causeOfReading(sample.truth, readingOf(sample)));
  const allEdits = editsOf(wrong).length;
  const rows = [...byCause]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([cause, words]) => [
      cause,
      String(words.length),
      share(words.length / samples.length),
      share(editsOf(words).length / allEdits),
      share(words.filter(isAmongAlternatives).length / words.length),
    ]);
  return {
    title: 'Misread words by cause',
    header: ['', 'words', 'of all words', 'of all edits', 'right among ten'],
    rows,
  };
}

function editTable(wrong: readonly ReadSample[]): Table {
  const edits = editsOf(wrong);
  return {
    title: 'Edits by cause',
    header: ['', 'edits', 'share'],
    rows: countsOf(edits.map(causeOfEdit)).map(([cause, count]) => [
      cause,
      String(count),
      share(count / edits.length),
    ]),
  };
}

function confusionTable(wrong: readonly ReadSample[]): Table {
  const counts = countsOf(editsOf(wrong).map(({ truth, reading }) => `${truth ?? '∅'} → ${reading ?? '∅'}`));
  return {
    title: 'Commonest confusions (∅: no letter there)',
    header: ['true → read', 'edits'],
    rows: counts.slice(0, commonestConfusions).map(([name, count]) => [name, String(count)]),
  };
}

function tablesOfGroups(samples: readonly ReadSample[]): Table[] {
  return [...Map.groupBy(groupsOf(samples), ({ factor }) => factor)].map(([factor, groups]) =>
    groupTable(`By ${factor}`, groups),
  );
}

function groupTable(title: string, groups: readonly Group<ReadSample>[]): Table {
  return {
    title,
    header: ['', 'words', 'exact', 'ten best', 'CER', 'edits'],
    rows: groups.map(({ value, words }) => {
      const comparisons = words.map((sample) => ({ truth: sample.truth, reading: readingOf(sample) }));
      const edits = comparisons.reduce((sum, { truth, reading }) => sum + editDistance(truth, reading), 0);
      return [
        value,
        String(words.length),
        share(comparisons.filter(({ truth, reading }) => truth === reading).length / words.length),
        share(words.filter(isAmongAlternatives).length / words.length),
        share(characterErrorRate(comparisons)),
        String(edits),
      ];
    }),
  };
}

function editsOf(samples: readonly ReadSample[]): Edit[] {
  return samples.flatMap((sample) => editsBetween(sample.truth, readingOf(sample)));
}

function isAmongAlternatives({ truth, readings }: ReadSample): boolean {
  return readings.some(({ text }) => text === truth);
}
