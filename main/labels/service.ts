import { owner, type Caller } from '../../shared/contract/account.ts';
import type { CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { wordListCalls, labelCalls, LabelsChanged } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { sql, transaction, type WritableDatabase } from '../store/database.ts';
import {
  findFirstUndoneEdit,
  findHistoryTops,
  findLastDoneEdit,
  insertEdit,
  replaceEditState,
  type Edit,
  describeChange,
} from '../store/words/edits.ts';
import { keepReading } from '../store/words/keptReadings.ts';
import { journalPhotos, wholeInJournal } from '../store/words/journal.ts';
import { replacePhotoProgress, requirePhoto } from '../store/photos/photos.ts';
import { applyWordChange, reversed } from '../store/words/wordChange.ts';
import { leaseWordIds } from '../store/words/wordIds.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { findWords, listWords } from '../store/words/words.ts';
import { labelQueue } from './labelQueue.ts';
import { acceptEarlierReadings, reopenEarlierReadings } from '../store/words/earlierReadings.ts';
import { changedWords, confirmWords, judgeBoxes, restoreEarlier, unlikelyWords } from './wordLists.ts';
import { planEdit, requireUnchanged, requireWordsUnchanged } from './editLabels.ts';
import { lookAlikes, type NearTerms } from './lookAlikes.ts';
import type { ReadQuads } from '../workers/client.ts';
import { readWordsAgain } from './readWordsAgain.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

export interface LabelsParts extends SharedParts {
  readonly readQuads: ReadQuads;
  readonly nearTerms: NearTerms;
  /** Announces changed photos to windows, with a delay. */
  readonly photosChanged: (photos: readonly PhotoId[]) => void;
}

export type Labels = ReturnType<typeof createLabels>;

/** Answers the calls about labels (`shared/contract/label.ts`). */
export function createLabels(parts: LabelsParts) {
  const { db, lock } = parts;

  /** Makes edits of several photos: all of them, or none. Windows hear of them once all are stored. */
  function changedTogether<Result>(work: (made: (change: LabelsChanged) => LabelsChanged) => Result): Result {
    lock.require();
    const changes: LabelsChanged[] = [];
    const made = (change: LabelsChanged): LabelsChanged => {
      changes.push(change);
      return change;
    };
    const result = wholeInJournal(db, () => transaction(db, () => work(made)));
    for (const change of changes) announced(change);
    return result;
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
    editLabels(args, caller: Caller = owner) {
      return changedTogether((made) => made(edit(db, args, caller)));
    },
    undoLabels(args, caller: Caller = owner) {
      return changedTogether((made) => made(undo(db, args, caller)));
    },
    redoLabels(args, caller: Caller = owner) {
      return changedTogether((made) =>
        made(step(db, args, { caller, found: findFirstUndoneEdit(db, args.photo), state: 'done' })),
      );
    },
    setProgress({ photo: id, progress }, { name: by }: Caller = owner) {
      lock.require();
      requirePhoto(db, id);
      transaction(db, () => {
        replacePhotoProgress(db, id, progress);
        journalPhotos(db, [id], { isRemoved: false, by });
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
    judgeBoxes(args, caller: Caller = owner) {
      return changedTogether((made) => judgeBoxes(db, args, (photo) => made(edit(db, photo, caller))));
    },
    confirmWords(args, caller: Caller = owner) {
      return changedTogether((made) => confirmWords(db, args, (photo) => made(edit(db, photo, caller))));
    },
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
    restoreEarlierReadings(args, caller: Caller = owner) {
      return changedTogether((made) => restoreEarlier(db, args, (photo) => made(edit(db, photo, caller))));
    },
    undoEdits({ edits }, caller: Caller = owner) {
      return changedTogether((made) =>
        edits.map((each) => {
          const { photo, revision } = made(undo(db, each, caller));
          return { photo, revision };
        }),
      );
    },
  } satisfies Serves<typeof labelCalls & typeof wordListCalls>;
  return {
    calls,
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

function edit(
  db: WritableDatabase,
  { photo: id, revision, action }: CallArgs<'editLabels'>,
  { name: by }: Caller,
): LabelsChanged {
  const photo = requirePhoto(db, id);
  requireWordsUnchanged(db, photo, revision, action);
  const at = new Date().toISOString();
  const change = planEdit(db, id, action, { changedAt: at, changedBy: by });
  keepReading(db, id);
  const made = { change, revision: applyWordChange(db, id, change, by) };
  insertEdit(db, id, { title: action.title, by, change, at });
  if (photo.progress !== 'done') replacePhotoProgress(db, id, 'in-work');
  return describeChange(db, id, made);
}

function undo(db: WritableDatabase, args: CallArgs<'undoLabels'>, caller: Caller): LabelsChanged {
  return step(db, args, { caller, found: findLastDoneEdit(db, args.photo), state: 'undone' });
}

interface Step {
  readonly caller: Caller;
  readonly found: Edit | undefined;
  readonly state: 'done' | 'undone';
}

function step(
  db: WritableDatabase,
  { photo: id, revision }: CallArgs<'undoLabels'>,
  { caller, found, state }: Step,
): LabelsChanged {
  requireUnchanged(requirePhoto(db, id), revision);
  if (found === undefined) {
    throw new InkdexError(
      'not-found',
      `There is nothing to ${state === 'done' ? 'redo' : 'undo'} on this photo.`,
    );
  }
  requireOwnEdit(found, caller, state);
  const change = state === 'done' ? found.change : reversed(found.change);
  const made = { change, revision: applyWordChange(db, id, change, caller.name) };
  replaceEditState(db, id, found.sequence, state);
  replaceProgressAfterStep(db, id, state);
  return describeChange(db, id, made);
}

/** A photo on which no word is confirmed any more is only read, until something is done again. */
function replaceProgressAfterStep(db: WritableDatabase, id: PhotoId, state: Step['state']): void {
  const { progress } = requirePhoto(db, id);
  if (progress === 'done') return;
  const isConfirmed =
    db.count(sql`SELECT EXISTS (SELECT 1 FROM word WHERE photo = ${id} AND source = 'human')`) > 0;
  if (isConfirmed || state === 'done') replacePhotoProgress(db, id, 'in-work');
  else if (progress === 'in-work') replacePhotoProgress(db, id, 'read');
}

/** People share the history of a photo, but Ctrl+Z does not undo another person's edit. */
function requireOwnEdit({ title, by }: Edit, caller: Caller, state: Step['state']): void {
  if (by === caller.name || title === 'read' || title === 'repair') return;
  const who = by ?? 'the owner of the library';
  throw new InkdexError(
    'permission-denied',
    `The ${state === 'done' ? 'next edit to redo' : 'last edit'} on this photo was made by ${who}. ` +
      'Only your own edits can be undone and redone; change the words themselves instead.',
  );
}
