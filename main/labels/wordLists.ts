import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import type { LabelAction, LabelsChanged, PutWord } from '../../shared/contract/label.ts';
import type { Word } from '../../shared/contract/word.ts';
import type { WritableDatabase } from '../store/database.ts';
import { listLeastSureWords, listLeftOutWords } from '../store/words/corrections.ts';
import { wordProbability } from '../store/words/labelWorth.ts';
import {
  countChangedWords,
  findEarlierReadings,
  listEarlierReadings,
} from '../store/words/earlierReadings.ts';
import { requirePhoto } from '../store/photos/photos.ts';
import { findWords } from '../store/words/words.ts';

/** The words that another model has read differently, for a person to look at. */
export function changedWords(
  db: WritableDatabase,
  { limit }: CallArgs<'changedWords'>,
): CallResult<'changedWords'> {
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

/** Unsure words to look at for those that are probably no words. */
const mostUnsure = 2000;

/** The words that are probably no words, unless a person says so, and the boxes that were left out because they hold no text. */
export function unlikelyWords(
  db: WritableDatabase,
  { limit }: CallArgs<'unlikelyWords'>,
): CallResult<'unlikelyWords'> {
  const words = findWords(db, listLeastSureWords(db, mostUnsure))
    .map((word) => ({ word, probability: wordProbability(word) }))
    .filter(({ word, probability }) => word.boxSource === 'model' && probability < 0.5)
    .toSorted((a, b) => a.probability - b.probability)
    .slice(0, limit)
    .map(({ word }) => word);
  return { words, leftOut: findWords(db, listLeftOutWords(db, limit)) };
}

type EditPhoto = (args: CallArgs<'editLabels'>) => LabelsChanged;

/** Marks boxes as text, or as not text, with one edit for each photo. */
export function judgeBoxes(
  db: WritableDatabase,
  { words, areText }: CallArgs<'judgeBoxes'>,
  edit: EditPhoto,
): CallResult<'judgeBoxes'> {
  const isSaid = ({ source, mark }: Word): boolean => areText && source === 'human' && mark === 'text';
  const put = ({ id, quad, polygon, text, madeBy }: Word): PutWord => ({
    ...{ word: id, quad, polygon, text },
    mark: areText ? 'text' : 'not-text',
    // What a person has typed before stays confirmed.
    confirmed: !areText || (madeBy.kind === 'person' && text !== ''),
  });
  const judged = findWords(db, words).filter((word) => !isSaid(word));
  return editWords(db, judged, { title: 'mark', put }, edit);
}

/** Gives words that no person has confirmed yet a text, and confirms it, with one edit for each photo. */
export function confirmWords(
  db: WritableDatabase,
  { words: ids, text }: CallArgs<'confirmWords'>,
  edit: EditPhoto,
): CallResult<'confirmWords'> {
  const words = findWords(db, ids).filter(({ source }) => source === 'model');
  const put = ({ id, quad, polygon }: Word): PutWord => ({
    ...{ word: id, quad, polygon, text },
    mark: 'text',
    confirmed: true,
  });
  return { confirmed: words.length, edits: editWords(db, words, { title: 'text', put }, edit) };
}

/** Gives words their earlier texts as corrections, with one edit for each photo. */
export function restoreEarlier(
  db: WritableDatabase,
  { words: ids }: CallArgs<'restoreEarlierReadings'>,
  edit: EditPhoto,
): CallResult<'restoreEarlierReadings'> {
  const texts = new Map(findEarlierReadings(db, ids).map(({ word, text }) => [word, text]));
  const words = findWords(db, [...texts.keys()]).filter(({ source }) => source === 'model');
  const put = ({ id, quad, polygon, mark }: Word): PutWord => ({
    ...{ word: id, quad, polygon, mark },
    text: texts.get(id) ?? '',
    confirmed: true,
  });
  return editWords(db, words, { title: 'text', put }, edit);
}

function editWords(
  db: WritableDatabase,
  words: readonly Word[],
  { title, put }: { readonly title: LabelAction['title']; readonly put: (word: Word) => PutWord },
  edit: EditPhoto,
): CallResult<'judgeBoxes'> {
  return [...Map.groupBy(words, ({ photo }) => photo)].map(([photo, own]) => {
    const { revision } = requirePhoto(db, photo);
    const action = { title, put: own.map(put), remove: [], order: null };
    return { photo, revision: edit({ photo, revision, action }).revision };
  });
}
