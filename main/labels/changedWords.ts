import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import type { LabelsChanged } from '../../shared/contract/label.ts';
import type { Word } from '../../shared/contract/word.ts';
import type { Database } from '../store/database.ts';
import { countChangedWords, findEarlierReadings, listEarlierReadings } from '../store/earlierReadings.ts';
import { requirePhoto } from '../store/photos.ts';
import { findWords } from '../store/words.ts';

/** The words that another model has read differently, for a person to look at. */
export function changedWords(db: Database, { limit }: CallArgs<'changedWords'>): CallResult<'changedWords'> {
  const earlier = listEarlierReadings(db, limit);
  const ids = earlier.map(({ word }) => word);
  const words = new Map(findWords(db, ids).map((word) => [word.id, word]));
  return {
    total: countChangedWords(db),
    words: earlier.flatMap(({ word: id, text, recogniser }) => {
      const word = words.get(id);
      return word === undefined ? [] : [{ word, earlier: text, recogniser }];
    }),
  };
}

/** Gives words their earlier texts as corrections, with one edit for each photo. */
export function restoreEarlier(
  db: Database,
  { words: ids }: CallArgs<'restoreEarlierReadings'>,
  edit: (args: CallArgs<'editLabels'>) => LabelsChanged,
): void {
  const texts = new Map(findEarlierReadings(db, ids).map(({ word, text }) => [word, text]));
  const words = findWords(db, [...texts.keys()]).filter(({ source }) => source === 'model');
  for (const [photo, own] of Map.groupBy(words, (word) => word.photo)) {
    const { revision } = requirePhoto(db, photo);
    edit({ photo, revision, action: restoring(own, texts) });
  }
}

function restoring(
  words: readonly Word[],
  texts: ReadonlyMap<Word['id'], string>,
): CallArgs<'editLabels'>['action'] {
  const put = words.map(({ id, quad, polygon, mark }) => ({
    word: id,
    quad,
    polygon,
    text: texts.get(id) ?? '',
    mark,
    confirmed: true,
  }));
  return { title: 'text', put, remove: [], order: null };
}
