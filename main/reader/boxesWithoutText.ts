import { quadSize } from '../../shared/geometry.ts';
import { isReadable } from '../../shared/readability.ts';
import type { Candidate } from '../ml/decoding/calibration.ts';
import { holdsNoText, type JudgedBox } from '../ml/decoding/textJudge.ts';
import { usualHeight, type FoundWord } from './detectWords.ts';
import type { RecognisedWord } from './recogniseWords.ts';
import { textJudge } from './models/wordDecoders.ts';

/** A box of a page, and what was read in it. */
export interface BoxRead {
  readonly word: FoundWord;
  /** The best reading of the box alone. */
  readonly candidate: Candidate | undefined;
  /** What was read in it after the other words of the page were considered. */
  readonly reading: RecognisedWord | undefined;
}

/** The boxes of a page that hold no text. On a page of which little can be read, none is said to. */
export async function boxesWithoutText(read: readonly BoxRead[]): Promise<Set<BoxRead>> {
  const words = read.flatMap(({ reading }) => reading?.alternatives.slice(0, 1) ?? []);
  if (!isReadable(words.map((word) => ({ ...word, source: 'model', mark: 'text' })))) return new Set();
  const judge = await textJudge();
  const judged = judgedBoxes(read);
  return new Set(
    read.filter((box) => {
      const evidence = judged.get(box);
      return evidence !== undefined && holdsNoText(evidence, judge);
    }),
  );
}

/** What a judge looks at. Without those that no detector has found. */
export function judgedBoxes(read: readonly BoxRead[]): Map<BoxRead, JudgedBox> {
  const pageHeight = usualHeight(read.map(({ word }) => word));
  const lines = Map.groupBy(read, ({ word }) => word.line);
  const judged = new Map<BoxRead, JudgedBox>();
  for (const box of read) {
    const { word, candidate, reading } = box;
    if (word.score === null) continue;
    judged.set(box, {
      ...{ alternatives: reading?.alternatives ?? [], candidate, score: word.score, usualHeight: pageHeight },
      height: quadSize(word.quad).height,
      lineLength: lines.get(word.line)?.length ?? 1,
    });
  }
  return judged;
}
