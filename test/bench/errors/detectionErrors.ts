import type { Box } from '../../../shared/geometry.ts';
import type { ReadWord } from '../../../shared/contract/word.ts';
import type { PageDetection } from '../../../main/ml/evaluation/matchBoxes.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';
import { share } from '../../../pretraining/printTable.ts';
import type { SheetCell } from '../report/contactSheet.ts';
import { samplesOfPage, type OpenPage } from '../report/wordSamples.ts';
import { boxesPicture } from './boxesPicture.ts';
import { detectionCauses, type FalseAlarmCause, type MissCause } from './detectionCauses.ts';
import { countsOf, groupsOf, type Described, type Group } from './groups.ts';
import type { Section, Table } from './report.ts';
import { pictureFacts, sizeFacts, textFacts } from './wordFacts.ts';

/** A marked word, found or not. */
export interface MarkedWord extends Described {
  readonly miss: MissCause | null;
  readonly cell: SheetCell | null;
  readonly height: number;
}

export interface FalseFind {
  readonly cause: FalseAlarmCause;
  /** Why the word that it lies on was not found; null where that was, or there is none. */
  readonly miss: MissCause | null;
  readonly reading: string;
  readonly cell: SheetCell;
}

export interface PageErrors {
  readonly words: readonly MarkedWord[];
  readonly falseFinds: readonly FalseFind[];
}

/** Compares what a page holds with what was found there. */
export function pageErrors(
  page: LabelledPage,
  open: OpenPage,
  readings: readonly ReadWord[],
  isKnown: (term: string) => boolean,
): PageErrors {
  const compared: PageDetection = {
    truths: page.words.map(({ box }) => box),
    ignored: page.ignore,
    found: readings.map(({ box }) => box),
  };
  const { misses, falseAlarms } = detectionCauses(compared);
  const causes = new Map(misses.map(({ truth, cause }) => [truth, cause]));
  const cellAt = (box: Box, cause: string, text: string): SheetCell => ({
    picture: boxesPicture(open, box, compared),
    captions: [cause, text, page.page],
  });
  const words = samplesOfPage(page, open).map((sample, index): MarkedWord => {
    const box = compared.truths[index] ?? [0, 0, 0, 0];
    const miss = causes.get(index) ?? null;
    const facts = { ...sizeFacts(box), ...textFacts(sample.label, isKnown), page: page.page };
    return {
      facts: { ...facts, ...pictureFacts(sample.ink, sample.picture()) },
      miss,
      height: box[3],
      cell: miss === null ? null : cellAt(box, miss, sample.label),
    };
  });
  const falseFinds = falseAlarms.flatMap(({ found, cause, truth }): FalseFind[] => {
    const word = readings[found];
    if (word === undefined) return [];
    const text = `${word.text} ${share(word.confidence)}`;
    const miss = causes.get(truth ?? -1) ?? null;
    return [{ cause, miss, reading: word.text, cell: cellAt(word.box, cause, text) }];
  });
  return { words, falseFinds };
}

/** Everything there is to say of what was not found, and of what was found and is no word. */
export function detectionSection(title: string, pages: readonly PageErrors[], limit: number): Section {
  const words = pages.flatMap((page) => page.words);
  const falseFinds = pages.flatMap((page) => page.falseFinds);
  const missed = words.filter(({ miss }) => miss !== null);
  const byFactor = Map.groupBy(groupsOf(words), ({ factor }) => factor);
  return {
    title: `Detection: ${title}`,
    tables: [
      groupTable('all', [{ factor: '', value: 'all words', words }]),
      shareTable(
        'Words not found, by cause',
        missed.map(({ miss }) => miss ?? ''),
      ),
      mendedTable(words, falseFinds),
      shareTable(
        'False alarms, by what they lie on',
        falseFinds.map(({ cause }) => cause),
      ),
      shareTable(
        'False alarms on nothing marked, by length of their reading',
        falseFinds
          .filter(({ cause }) => cause === 'nothing marked')
          .map(({ reading }) => (reading.length === 1 ? 'one character' : 'more')),
      ),
      ...[...byFactor].map(([factor, groups]) => groupTable(`By ${factor}`, groups)),
    ],
    cells: [
      ...missed
        .toSorted((a, b) => b.height - a.height)
        .flatMap(({ cell }) => cell ?? [])
        .slice(0, limit),
      ...falseFinds.slice(0, limit).map(({ cell }) => cell),
    ],
  };
}

const missCauses: readonly MissCause[] = [
  'unseen',
  'merged',
  'split',
  'loose',
  'tight',
  'shifted',
  'box shared',
];

function groupTable(title: string, groups: readonly Group<MarkedWord>[]): Table {
  return {
    title,
    header: ['', 'words', 'recall', ...missCauses],
    rows: groups.map(({ value, words }) => [
      value,
      String(words.length),
      share(words.filter(({ miss }) => miss === null).length / words.length),
      ...missCauses.map((cause) => String(words.filter(({ miss }) => miss === cause).length)),
    ]),
  };
}

/** What F1 would be if the words missed for one cause were found, and what lies on them were not. */
function mendedTable(words: readonly MarkedWord[], falseFinds: readonly FalseFind[]): Table {
  const scoreWithout = (cause: MissCause | FalseAlarmCause | null) => {
    const misses = words.filter(({ miss }) => miss !== null && miss !== cause).length;
    const hits = words.length - misses;
    const left = falseFinds.filter((find) => cause === null || (find.miss !== cause && find.cause !== cause));
    return [share((2 * hits) / (2 * hits + misses + left.length)), String(left.length), String(misses)];
  };
  const causes = [
    ...missCauses,
    'part of a found word',
    'edge of an ignored region',
    'nothing marked',
  ] as const;
  return {
    title: 'F1 if one cause were mended',
    header: ['', 'F1', 'false alarms left', 'misses left'],
    rows: [['as it is', ...scoreWithout(null)], ...causes.map((cause) => [cause, ...scoreWithout(cause)])],
  };
}

function shareTable(title: string, causes: readonly string[]): Table {
  return {
    title,
    header: ['', 'count', 'share'],
    rows: countsOf(causes).map(([cause, count]) => [cause, String(count), share(count / causes.length)]),
  };
}
