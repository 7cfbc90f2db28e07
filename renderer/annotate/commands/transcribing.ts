import { boxOfQuad } from '../../../shared/geometry.ts';
import type { WordId, WordMark } from '../../../shared/contract/word.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { AnnotateRoute } from '../../state/route.ts';
import type { LabelEditor, WordInHand } from '../LabelEditor.ts';
import type { EditorState } from '../model/editorStore.ts';
import type { LabellingState, QueueStep } from '../model/labellingStore.ts';
import { confirmText, markWords } from '../model/edits.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { isOvertaken } from '../../common/word/draft.ts';
import { becomeSince } from '../../common/word/wordState.ts';
import { isSuggestedFor, readingsOf } from '../model/kinds.ts';
import { inReadingOrder } from '../model/labels.ts';
import { countDone, extendTo, neighbourOf, nextOpen, sequenceOf } from '../model/order.ts';

/** Confirms the text in the field and goes to the next unconfirmed word. */
export function confirmAndNext(editor: LabelEditor): void {
  const inHand = editor.wordInHand;
  if (inHand === null) {
    goTo(editor, 1);
    return;
  }
  if (isLeft(editor, inHand.word.id) || wouldOverwrite(editor, inHand)) return;
  const { word, text } = inHand;
  const isMarked = word.mark !== 'text' && !editor.session.drafts.has(word.id);
  if (!isMarked && text.trim() === '') {
    editor.labelling.say('The word has no text. Type it, or mark the word as illegible or not text.');
    editor.labelling.callField();
    return;
  }
  const next = nextAfter(editor, word.id);
  if (!isMarked) {
    editor.session.act(confirmText(word, text));
    editor.session.type(word.id, null);
    void findLookAlikes(editor, word.id, text);
  }
  void goOn(editor, word.id, next, isMarked ? '' : `Confirmed “${text}”.`, !isMarked);
}

/** Whether the queue is leaving this word. A key pressed now is meant for the next word, which is still loading. */
function isLeft(editor: LabelEditor, word: WordId | undefined): boolean {
  const { leaving, say } = editor.labelling;
  if (leaving === null || word !== leaving) return false;
  say('The next word is still loading.');
  return true;
}

/**
 * Whether confirming would overwrite a change from elsewhere that the person has not seen. The first attempt shows
 * a warning; the second overwrites.
 */
export function wouldOverwrite(editor: LabelEditor, { word }: WordInHand): boolean {
  const { drafts, warn } = editor.session;
  const draft = drafts.get(word.id);
  if (draft === undefined || !isOvertaken(draft, word)) return false;
  warn(word.id);
  editor.labelling.say(`${becomeSince(word)} Press Enter again to overwrite it with your text.`);
  return true;
}

/**
 * Fills the field with the reading of this number, counted from 1: Enter confirms it, so that a slip confirms no word unread.
 * Returns whether it exists.
 */
export function choose(editor: LabelEditor, number: number): boolean {
  const inHand = editor.wordInHand;
  if (inHand === null) return false;
  const { suggestions } = editor.labelling;
  const alternative = readingsOf(inHand.word, suggestions.get(inHand.word.id))[number - 1];
  if (alternative === undefined) return false;
  if (isLeft(editor, inHand.word.id)) return true;
  editor.session.type(inHand.word.id, alternative.text);
  editor.labelling.callField();
  return true;
}

/** Marks the selected words, or removes the mark if all have it. After marking a single word, goes on to the next. */
export function mark(editor: LabelEditor, as: Exclude<WordMark, 'text'>): void {
  const { labels, selection, act, type } = editor.session;
  const [only, ...others] = selection;
  if (isLeft(editor, only)) return;
  const isNew = only !== undefined && labels.words.get(only)?.mark !== as;
  const next = only === undefined ? null : nextAfter(editor, only);
  for (const id of selection) type(id, null);
  act(markWords(labels, selection, as));
  if (only !== undefined && others.length === 0 && isNew) {
    void goOn(editor, only, next, `Marked as ${as === 'illegible' ? 'illegible' : 'not text'}.`, true);
  }
}

/** Goes to the previous or next word, confirmed or not; typed text stays with its word. */
export function goTo(editor: LabelEditor, step: 1 | -1): void {
  const { labels, selection } = editor.session;
  const current = selection.at(step === 1 ? -1 : 0) ?? null;
  const ids = sequenceOf(labels, editor.labelling.sequence, current);
  const next = neighbourOf(ids, current, step);
  if (next === null) editor.labelling.say(step === 1 ? 'This is the last word.' : 'This is the first word.');
  else show(editor, [next]);
}

/** The next word without confirming this one: of the queue, which then has this one later, otherwise of the photo. */
export function goToNext(editor: LabelEditor): void {
  const { route } = editor.navigation;
  const [current] = editor.session.selection;
  if (route.screen !== 'annotate' || !route.isQueue || current === undefined) goTo(editor, 1);
  else void goOn(editor, current, null, 'Later. This word comes again when you open the queue.', false);
}

/** Selects words and brings them into view. */
export function show(editor: LabelEditor, ids: readonly WordId[]): void {
  const { labels, select } = editor.session;
  select(ids);
  const first = ids[0] === undefined ? undefined : labels.words.get(ids[0]);
  if (first !== undefined) editor.view.reveal(boxOfQuad(first.quad));
}

/** Selects a word and focuses its field. Returns whether the word exists. */
export function begin(editor: LabelEditor, word: WordId): boolean {
  if (!editor.session.labels.words.has(word)) return false;
  show(editor, [word]);
  editor.labelling.callField();
  return true;
}

/** Selects all words between the current word and another, in the order of the list. */
export function showRange(editor: LabelEditor, to: WordId): void {
  const { labels, selection } = editor.session;
  const ids = sequenceOf(labels, editor.labelling.sequence, selection.at(-1) ?? null);
  show(editor, extendTo(ids, selection, to));
}

/** Reads these words again; what a person confirmed stays. */
export async function readAgain(editor: LabelEditor, ids: readonly WordId[]): Promise<void> {
  const { id: photo, photo: asked } = editor.session;
  if (photo === null) return;
  await allSaved(editor);
  const { labels, receive } = editor.session;
  const isClosed = () => editor.session.id !== photo;
  if (isClosed()) {
    // Unanswered changes may concern these words: reading them now would make the host refuse those changes.
    const message = `${asked?.name ?? 'The photo'} was closed before its changes were saved, so its words were not read again.`;
    editor.toasts.show('warning', message);
    return;
  }
  const words = inReadingOrder(labels, ids);
  if (words.length === 0) return;
  const answer = await editor.toasts.attempt(editor.host.readWordsAgain({ photo, words, quads: [] }));
  if (answer === undefined) return;
  if (answer.changed !== null) receive(answer.changed);
  if (isClosed()) return;
  const unreadable = answer.words.filter((readings) => readings.length === 0).length;
  editor.labelling.say(unreadable === words.length ? 'No text found there.' : 'Read again.');
}

/** Finds words on the whole photo again. What a person confirmed, drew or deleted stays as it is. */
export async function findAgain(editor: LabelEditor): Promise<void> {
  // The person may open another photo before everything is saved.
  const { id: photo } = editor.session;
  if (photo === null) return;
  await allSaved(editor);
  const job = await editor.toasts.attempt(editor.host.readPhotos({ photos: [photo] }));
  if (job !== undefined && editor.session.id === photo) {
    editor.labelling.say('Finding words again. Confirmed words stay as they are.');
  }
}

/** Asks the model to read a newly drawn box; this changes nothing. */
export async function suggestReadings(editor: LabelEditor, id: WordId): Promise<void> {
  const { id: photo, labels } = editor.session;
  const quad = labels.words.get(id)?.quad;
  const known = editor.labelling.suggestions.get(id);
  if (photo === null || quad === undefined) return;
  if (known !== undefined && isSuggestedFor(known, quad)) return;
  try {
    const [readings = []] = (await editor.host.readWordsAgain({ photo, words: [], quads: [quad] })).quads;
    editor.labelling.suggest(id, { quad, readings });
  } catch {
    // Without a model there are no suggestions, and the person types the text.
  }
}

/**
 * Resolves once the host has answered every change: true if it accepted all of them. Resolves to false at once if
 * the connection is lost.
 */
function allSaved(editor: LabelEditor): Promise<boolean> {
  const before = editor.session.refusal;
  const isAnswered = () => editor.session.unsaved === 0 || editor.session.isCutOff;
  const isSaved = () => {
    const { unsaved, refusal } = editor.session;
    return unsaved === 0 && (refusal === null || refusal === before);
  };
  return new Promise((resolve) => {
    if (isAnswered()) {
      resolve(isSaved());
      return;
    }
    const stop = editor.stores.session.subscribe(() => {
      if (!isAnswered()) return;
      stop();
      resolve(isSaved());
    });
  });
}

/** Finds words that may have the text just confirmed, once the host has stored it. */
async function findLookAlikes(editor: LabelEditor, confirmed: WordId, text: string): Promise<void> {
  if (await allSaved(editor)) await editor.likeness.find(confirmed, normalizeText(text));
}

function nextAfter(editor: LabelEditor, id: WordId): WordId | null {
  const { labels } = editor.session;
  return nextOpen(labels, sequenceOf(labels, editor.labelling.sequence, id), id);
}

/**
 * Goes on to the next word: of the queue if the person came from there, otherwise of this photo.
 *
 * @param isEdit whether undo takes back what was said
 */
async function goOn(
  editor: LabelEditor,
  done: WordId,
  next: WordId | null,
  said: string,
  isEdit: boolean,
): Promise<void> {
  const { route } = editor.navigation;
  if (route.screen === 'annotate' && route.isQueue) {
    editor.labelling.say(said);
    editor.labelling.leave(done);
    try {
      const hasGone = await goOnInQueue(editor, route, done);
      const { edits } = editor.session;
      if (hasGone && isEdit) editor.labelling.step({ photo: route.photo, word: done, said, edits });
    } finally {
      // The person may have finished another word of the photo in the meantime.
      if (editor.labelling.leaving === done) editor.labelling.leave(null);
    }
    return;
  }
  const { done: count, total } = countDone(editor.session.labels);
  editor.labelling.say(
    `${said} ${formatCount(total - count)} of ${formatPlural(total, 'word')} left.`.trim(),
  );
  if (next !== null) show(editor, [next]);
}

/** Returns whether the next word is shown. */
async function goOnInQueue(editor: LabelEditor, route: AnnotateRoute, done: WordId): Promise<boolean> {
  // If something was not saved, the word stays selected and the reason is shown.
  if (!(await allSaved(editor))) return false;
  const following = await editor.toasts.attempt(editor.queue.next(done));
  // The person may have left the editor in the meantime.
  if (following === undefined || editor.navigation.route !== route) return false;
  // Text typed ahead is meant for the next word, so it is not kept as a draft of this one.
  editor.session.type(done, null);
  const { navigate } = editor.navigation;
  if (following === null) {
    navigate({ screen: 'label' }, { replace: true });
    return false;
  }
  const { photo, id: word } = following;
  // A word of the same photo is selected at once; the address may already name it and then does not change.
  if (photo === route.photo) begin(editor, word);
  navigate({ ...route, photo, word }, { replace: true });
  return true;
}

/** The last step through the queue, if undo takes it back: nothing was edited since. */
export function stepToUndo(
  { steps }: Pick<LabellingState, 'steps'>,
  { edits, turned }: Pick<EditorState, 'edits' | 'turned'>,
): QueueStep | null {
  const last = steps.at(-1);
  return last?.edits === edits && turned === 0 ? last : null;
}

/** Undoes the last step through the queue, and shows its word again. */
export async function undoStep(editor: LabelEditor, { photo, word }: QueueStep): Promise<void> {
  const { route } = editor.navigation;
  if (route.screen !== 'annotate') return;
  editor.labelling.stepBack();
  await editor.session.open(photo);
  // The person may have left the editor in the meantime.
  if (editor.navigation.route !== route || editor.session.id !== photo) return;
  editor.session.undo();
  editor.navigation.navigate({ ...route, photo, word }, { replace: true });
  editor.labelling.say('Undone.');
}
