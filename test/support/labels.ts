import { createLabels, type Labels, type LabelsParts } from '../../main/labels/service.ts';
import { nearTerms } from '../../main/search/correction.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import {
  putWordSchema,
  type LabelAction,
  type LabelsChanged,
  type PutWord,
} from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Word } from '../../shared/contract/word.ts';
import { freeLock } from './lock.ts';

/** Finds no text in any place. */
export const readNothing = (_: unknown, quads: readonly unknown[]) =>
  Promise.resolve({
    readings: quads.map(() => []),
    lattices: quads.map(() => null),
    recogniser: 'f'.repeat(64),
  });

/** The journey over a library whose lock this test holds, but for the parts that it gives. */
export function labelsOf(db: WritableDatabase, parts: Partial<LabelsParts> = {}): Labels {
  return createLabels({
    db,
    lock: freeLock,
    announce: () => undefined,
    photosChanged: () => undefined,
    readQuads: readNothing,
    nearTerms: (term) => nearTerms(db, term),
    ...parts,
  });
}

/** A new word as an action puts it, with an id that is leased for it. */
export function newWord(labels: Pick<Labels, 'calls'>, changes: Partial<PutWord> = {}): PutWord {
  return putWord(labels.calls.leaseWordIds({ count: 1 }).from, changes);
}

/** A word as an action puts it. */
export function putWord(word: number, changes: Partial<PutWord> = {}): PutWord {
  const put = putWordSchema.parse({
    word,
    quad: quadOfBox([0, 0, 90, 40]),
    polygon: null,
    text: '',
    mark: 'text',
    confirmed: false,
  });
  return { ...put, ...changes };
}

export function action(title: LabelAction['title'], changes: Partial<LabelAction>): LabelAction {
  return { title, put: [], remove: [], order: null, ...changes };
}

/** Does an action on the labels of a photo as they stand. */
export function edit({ calls }: Pick<Labels, 'calls'>, photo: PhotoId, change: LabelAction): LabelsChanged {
  const { revision } = calls.getLabels({ photo });
  return calls.editLabels({ photo, revision, action: change });
}

/** A person types a text over a word of a photo, the first one if none is chosen. */
export function typeOver(
  labels: Pick<Labels, 'calls'>,
  photo: PhotoId,
  text: string,
  word: Pick<Word, 'id' | 'quad' | 'polygon'> | undefined = labels.calls.getLabels({ photo }).words[0],
): LabelsChanged {
  if (word === undefined) throw new Error('There is no word to type over.');
  const { id, quad, polygon } = word;
  return edit(
    labels,
    photo,
    action('text', { put: [putWord(id, { quad, polygon, text, confirmed: true })] }),
  );
}

/** That a person types the text of a word, which stands at the place of its number in a line. */
export function typed(word: number, text: string): LabelAction {
  const put = putWord(word, { quad: quadOfBox([(word - 1) * 100, 0, 90, 40]), text, confirmed: true });
  return action('text', { put: [put] });
}
