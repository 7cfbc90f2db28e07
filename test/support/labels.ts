import { createLabels, type Labels, type LabelsParts } from '../../main/labels/service.ts';
import { nearTerms } from '../../main/search/correction.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import { putWordSchema, type LabelAction, type PutWord } from '../../shared/contract/label.ts';
import { freeLock } from './lock.ts';

/** The journey over a library whose lock this test holds, but for the parts that it gives. */
export function labelsOf(db: WritableDatabase, parts: Partial<LabelsParts> = {}): Labels {
  return createLabels({
    db,
    lock: freeLock,
    announce: () => undefined,
    photosChanged: () => undefined,
    readQuads: (_path, quads) =>
      Promise.resolve({
        readings: quads.map(() => []),
        lattices: quads.map(() => null),
        recogniser: 'f'.repeat(64),
      }),
    nearTerms: (term) => nearTerms(db, term),
    ...parts,
  });
}

/** A new word as an action puts it, with an id that is leased for it. */
export function newWord(labels: Pick<Labels, 'leaseWordIds'>, changes: Partial<PutWord> = {}): PutWord {
  return putWord(labels.leaseWordIds({ count: 1 }).from, changes);
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
