import type { Announce, CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { wordListCalls, labelCalls, LabelsChanged } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import {
  findFirstUndoneEdit,
  findHistoryTops,
  findLastDoneEdit,
  insertEdit,
  replaceEditState,
  type Edit,
  describeChange,
} from '../store/edits.ts';
import { journalPhotos } from '../store/journal.ts';
import type { HostLock } from '../store/hostLock.ts';
import { replacePhotoProgress, requirePhoto } from '../store/photos.ts';
import { applyWordChange, reversed } from '../store/wordChange.ts';
import { leaseWordIds } from '../store/wordIds.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { findWords, listWords } from '../store/words.ts';
import { labelQueue } from './labelQueue.ts';
import { acceptEarlierReadings, reopenEarlierReadings } from '../store/earlierReadings.ts';
import { changedWords, judgeBoxes, restoreEarlier, unlikelyWords } from './wordLists.ts';
import { planEdit, requireUnchanged, requireWordsUnchanged } from './editLabels.ts';
import { lookAlikes, type NearTerms } from './lookAlikes.ts';
import type { ReadQuads } from '../workers/client.ts';
import { readWordsAgain } from './readWordsAgain.ts';

export interface LabelsParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly readQuads: ReadQuads;
  readonly nearTerms: NearTerms;
  /** Announces changed photos to windows, with a delay. */
  readonly photosChanged: (photos: readonly PhotoId[]) => void;
}

export type Labels = ReturnType<typeof createLabels>;

/** Answers the calls about labels (`shared/contract/label.ts`). */
export function createLabels(parts: LabelsParts) {
  const { db, lock } = parts;

  function changed(work: () => LabelsChanged): LabelsChanged {
    lock.require();
    return announced(transaction(db, work));
  }

  function announced(change: LabelsChanged): LabelsChanged {
    parts.announce('labelsChanged', change);
    parts.photosChanged([change.photo]);
    return change;
  }

  const calls = {
    leaseWordIds({ count }) {
      lock.require();
      return leaseWordIds(db, count);
    },
    getLabels: ({ photo: id }) => {
      const photo = requirePhoto(db, id);
      return { photo, words: listWords(db, id), revision: photo.revision, ...findHistoryTops(db, id) };
    },
    editLabels: (args) => changed(() => edit(db, args)),
    undoLabels: (args) => changed(() => step(db, args, findLastDoneEdit(db, args.photo), 'undone')),
    redoLabels: (args) => changed(() => step(db, args, findFirstUndoneEdit(db, args.photo), 'done')),
    setProgress({ photo: id, progress }) {
      lock.require();
      requirePhoto(db, id);
      transaction(db, () => {
        replacePhotoProgress(db, id, progress);
        journalPhotos(db, [id], { isRemoved: false });
      });
      parts.photosChanged([id]);
      return requirePhoto(db, id);
    },
    async readWordsAgain(args) {
      lock.require();
      const read = await readWordsAgain(db, args, parts.readQuads);
      if (read.changed !== null) announced(read.changed);
      return read;
    },
    labelQueue: (args) => labelQueue(db, args),
    lookAlikes: (args) => lookAlikes(db, args, parts.nearTerms),
    unlikelyWords: (args) => unlikelyWords(db, args),
    judgeBoxes: (args) => judgeBoxes(db, args, (photo) => changed(() => edit(db, photo))),
    changedWords: (args) => changedWords(db, args),
    acceptChangedWords({ words }) {
      lock.require();
      const at = new Date().toISOString();
      return { at, accepted: acceptEarlierReadings(db, words, at) };
    },
    reopenChangedWords({ at }) {
      lock.require();
      reopenEarlierReadings(db, at);
      return null;
    },
    restoreEarlierReadings(args) {
      restoreEarlier(db, args, (photo) => changed(() => edit(db, photo)));
      return null;
    },
  } satisfies Serves<typeof labelCalls & typeof wordListCalls>;
  return {
    ...calls,
    /** @throws InkdexError `not-found` for an id that no word has */
    wordsWithIds: (ids: readonly WordId[]) => {
      const found = new Map(findWords(db, ids).map((word) => [word.id, word]));
      return ids.map((id) => found.get(id) ?? missingWord(id));
    },
  };
}

function missingWord(id: WordId): never {
  throw new InkdexError('not-found', `There is no word ${String(id)} in this library.`);
}

function edit(db: Database, { photo: id, revision, action }: CallArgs<'editLabels'>): LabelsChanged {
  const photo = requirePhoto(db, id);
  requireWordsUnchanged(db, photo, revision, action);
  const at = new Date().toISOString();
  const change = planEdit(db, id, action, at);
  const made = { change, revision: applyWordChange(db, id, change) };
  insertEdit(db, id, { title: action.title, change, at });
  if (photo.progress !== 'done') replacePhotoProgress(db, id, 'in-work');
  return describeChange(db, id, made);
}

function step(
  db: Database,
  { photo: id, revision }: CallArgs<'undoLabels'>,
  found: Edit | undefined,
  state: 'done' | 'undone',
): LabelsChanged {
  requireUnchanged(requirePhoto(db, id), revision);
  if (found === undefined) {
    throw new InkdexError(
      'not-found',
      `There is nothing to ${state === 'done' ? 'redo' : 'undo'} on this photo.`,
    );
  }
  const change = state === 'done' ? found.change : reversed(found.change);
  const made = { change, revision: applyWordChange(db, id, change) };
  replaceEditState(db, id, found.sequence, state);
  return describeChange(db, id, made);
}
