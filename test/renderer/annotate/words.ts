import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import type { WordOrder } from '../../../shared/contract/label.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { wordIdSchema, type Word, type WordId } from '../../../shared/contract/word.ts';
import { labelsOf, type Labels } from '../../../renderer/annotate/model/labels.ts';

export function id(number: number): WordId {
  return wordIdSchema.parse(number);
}

/** A word that the model read, in its box, with its number as id. */
export function word(number: number, text: string, box: Box, more: Partial<Word> = {}): Word {
  return {
    id: id(number),
    photo: photoIdSchema.parse(1),
    box,
    quad: quadOfBox(box),
    line: 0,
    position: number,
    text,
    confidence: 0.5,
    alternatives: [],
    source: 'model',
    boxSource: 'model',
    mark: 'text',
    madeBy: { kind: 'model', sha256: '0'.repeat(64) },
    changedAt: '2026-01-01T00:00:00.000Z',
    changedBy: null,
    polygon: null,
    revision: 1,
    ...more,
  };
}

/** Two lines: "the quick" above "fox", each word 100 x 40. */
export function twoLines(): Labels {
  return labelsOf({
    words: [
      word(1, 'the', [0, 0, 100, 40]),
      word(2, 'quick', [120, 0, 100, 40]),
      word(3, 'fox', [0, 100, 100, 40], { line: 1 }),
    ],
  });
}

export function textsOf({ words, lines }: Labels): string[] {
  return lines.map((line) => line.map((member) => words.get(member)?.text ?? '?').join(' '));
}

export function orderOf(...lines: number[][]): WordOrder {
  return lines.map((line) => line.map(id));
}
