import type { WordId } from '../../../shared/contract/word.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import type { WordMark } from '../../../shared/contract/word.ts';
import { house } from '../../host/transport.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { AnnotateRoute } from '../../state/route.ts';
import { editor, labelling, likeness, queue, stageView } from '../stores.ts';
import { navigation, toasts } from '../../state/stores.ts';
import { isOvertaken } from '../model/drafts.ts';
import { currentWord } from '../model/editorStore.ts';
import { confirmText, markWords } from '../model/edits.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { becomeSince, isSuggestedFor, readingsOf } from '../model/kinds.ts';
import { inReadingOrder, type EditorWord } from '../model/labels.ts';
import { countDone, extendTo, neighbourOf, nextOpen, sequenceOf } from '../model/sequence.ts';

export interface WordInHand {
  readonly word: EditorWord;
  /** The text in its field. */
  readonly text: string;
}

export function wordInHand(): WordInHand | null {
  const { labels, drafts, ...state } = editor.getState();
  const id = currentWord(state);
  const word = id === null ? undefined : labels.words.get(id);
  return word === undefined ? null : { word, text: drafts.get(word.id)?.text ?? word.text };
}

/** Confirms the text in the field and goes to the next unconfirmed word. */
export function confirmAndNext(): void {
  const inHand = wordInHand();
  if (inHand === null) {
    goTo(1);
    return;
  }
  if (isLeft(inHand.word.id) || wouldOverwrite(inHand)) return;
  const { word, text } = inHand;
  const isMarked = word.mark !== 'text' && !editor.getState().drafts.has(word.id);
  if (!isMarked && text.trim() === '') {
    labelling.getState().say('The word has no text. Type it, or mark the word as illegible or not text.');
    labelling.getState().callField();
    return;
  }
  const next = nextAfter(word.id);
  if (!isMarked) {
    editor.getState().act(confirmText(word, text));
    editor.getState().type(word.id, null);
    void findLookAlikes(word.id, text);
  }
  void goOn(word.id, next, isMarked ? '' : `Confirmed ${text}.`);
}

/** Whether the queue is leaving this word. A key pressed now is meant for the next word, which is still loading. */
function isLeft(word: WordId | undefined): boolean {
  const { leaving, say } = labelling.getState();
  if (leaving === null || word !== leaving) return false;
  say('The next word is still loading.');
  return true;
}

/**
 * Whether confirming would overwrite a change from elsewhere that the person has not seen. The first attempt shows
 * a warning; the second overwrites.
 */
export function wouldOverwrite({ word }: WordInHand): boolean {
  const { drafts, warn } = editor.getState();
  const draft = drafts.get(word.id);
  if (draft === undefined || !isOvertaken(draft, word)) return false;
  warn(word.id);
  labelling.getState().say(`${becomeSince(word)} Press Enter again to overwrite it with your text.`);
  return true;
}

/** Confirms the reading with this number, counted from 1, and goes on. Returns whether it exists. */
export function choose(number: number): boolean {
  const inHand = wordInHand();
  if (inHand === null) return false;
  const { suggestions } = labelling.getState();
  const alternative = readingsOf(inHand.word, suggestions.get(inHand.word.id))[number - 1];
  if (alternative === undefined) return false;
  if (isLeft(inHand.word.id)) return true;
  editor.getState().type(inHand.word.id, alternative.text);
  confirmAndNext();
  return true;
}

/** Marks the selected words, or removes the mark if all have it. After marking a single word, goes on to the next. */
export function mark(as: Exclude<WordMark, 'text'>): void {
  const { labels, selection, act, type } = editor.getState();
  const [only, ...others] = selection;
  if (isLeft(only)) return;
  const isNew = only !== undefined && labels.words.get(only)?.mark !== as;
  const next = only === undefined ? null : nextAfter(only);
  for (const id of selection) type(id, null);
  act(markWords(labels, selection, as));
  if (only !== undefined && others.length === 0 && isNew) {
    void goOn(only, next, `Marked as ${as === 'illegible' ? 'illegible' : 'not text'}.`);
  }
}

/** Goes to the previous or next word, confirmed or not; typed text stays with its word. */
export function goTo(step: 1 | -1): void {
  const { labels, selection } = editor.getState();
  const current = selection.at(step === 1 ? -1 : 0) ?? null;
  const ids = sequenceOf(labels, labelling.getState().sequence, current);
  const next = neighbourOf(ids, current, step);
  if (next === null)
    labelling.getState().say(step === 1 ? 'This is the last word.' : 'This is the first word.');
  else show([next]);
}

/** Selects words and brings them into view. */
export function show(ids: readonly WordId[]): void {
  const { labels, select } = editor.getState();
  select(ids);
  const first = ids[0] === undefined ? undefined : labels.words.get(ids[0]);
  if (first !== undefined) stageView.getState().reveal(boxOfQuad(first.quad));
}

/** Selects a word and focuses its field. Returns whether the word exists. */
export function begin(word: WordId): boolean {
  if (!editor.getState().labels.words.has(word)) return false;
  show([word]);
  labelling.getState().callField();
  return true;
}

/** Selects all words between the current word and another, in the order of the list. */
export function showRange(to: WordId): void {
  const { labels, selection } = editor.getState();
  const ids = sequenceOf(labels, labelling.getState().sequence, selection.at(-1) ?? null);
  show(extendTo(ids, selection, to));
}

/** Reads these words again; what a person confirmed stays. */
export async function readAgain(ids: readonly WordId[]): Promise<void> {
  const { id: photo, photo: asked } = editor.getState();
  if (photo === null) return;
  await allSaved();
  const { labels, receive } = editor.getState();
  const isLeft = () => editor.getState().id !== photo;
  if (isLeft()) {
    // Unanswered changes may concern these words: reading them now would make the host refuse those changes.
    const message = `${asked?.name ?? 'The photo'} was closed before its changes were saved, so its words were not read again.`;
    toasts.getState().show('warning', message);
    return;
  }
  const words = inReadingOrder(labels, ids);
  if (words.length === 0) return;
  const answer = await toasts.getState().attempt(house.readWordsAgain({ photo, words, quads: [] }));
  if (answer === undefined) return;
  if (answer.changed !== null) receive(answer.changed);
  if (isLeft()) return;
  const unreadable = answer.words.filter((readings) => readings.length === 0).length;
  labelling.getState().say(unreadable === words.length ? 'No text found there.' : 'Read again.');
}

/** Finds words on the whole photo again. What a person confirmed, drew or deleted stays as it is. */
export async function findAgain(): Promise<void> {
  // The person may open another photo before everything is saved.
  const { id: photo } = editor.getState();
  if (photo === null) return;
  await allSaved();
  const job = await toasts.getState().attempt(house.readPhotos({ photos: [photo] }));
  if (job !== undefined && editor.getState().id === photo) {
    labelling.getState().say('Finding words again. Confirmed words stay as they are.');
  }
}

/** Asks the model to read a newly drawn box; this changes nothing. */
export async function suggestReadings(id: WordId): Promise<void> {
  const { id: photo, labels } = editor.getState();
  const quad = labels.words.get(id)?.quad;
  const known = labelling.getState().suggestions.get(id);
  if (photo === null || quad === undefined) return;
  if (known !== undefined && isSuggestedFor(known, quad)) return;
  try {
    const [readings = []] = (await house.readWordsAgain({ photo, words: [], quads: [quad] })).quads;
    labelling.getState().suggest(id, { quad, readings });
  } catch {
    // Without a model there are no suggestions, and the person types the text.
  }
}

/**
 * Resolves once the host has answered every change: true if it accepted all of them. Resolves to false at once if
 * the connection is lost.
 */
export function allSaved(): Promise<boolean> {
  const before = editor.getState().refusal;
  const isAnswered = () => editor.getState().unsaved === 0 || editor.getState().isCutOff;
  const isSaved = () => {
    const { unsaved, refusal } = editor.getState();
    return unsaved === 0 && (refusal === null || refusal === before);
  };
  return new Promise((resolve) => {
    if (isAnswered()) {
      resolve(isSaved());
      return;
    }
    const stop = editor.subscribe(() => {
      if (!isAnswered()) return;
      stop();
      resolve(isSaved());
    });
  });
}

/** Finds words that may have the text just confirmed, once the host has stored it. */
async function findLookAlikes(confirmed: WordId, text: string): Promise<void> {
  if (await allSaved()) await likeness.getState().find(confirmed, normalizeText(text));
}

function nextAfter(id: WordId): WordId | null {
  const { labels } = editor.getState();
  return nextOpen(labels, sequenceOf(labels, labelling.getState().sequence, id), id);
}

/** Goes on to the next word: of the queue if the person came from there, otherwise of this photo. */
async function goOn(done: WordId, next: WordId | null, said: string): Promise<void> {
  const { route } = navigation.getState();
  if (route.screen === 'annotate' && route.isQueue) {
    labelling.getState().say(said);
    labelling.getState().leave(done);
    try {
      await goOnInQueue(route, done);
    } finally {
      // The person may have finished another word of the photo in the meantime.
      if (labelling.getState().leaving === done) labelling.getState().leave(null);
    }
    return;
  }
  const { done: count, total } = countDone(editor.getState().labels);
  labelling
    .getState()
    .say(`${said} ${formatCount(total - count)} of ${formatPlural(total, 'word')} left.`.trim());
  if (next !== null) show([next]);
}

async function goOnInQueue(route: AnnotateRoute, done: WordId): Promise<void> {
  // If something was not saved, the word stays selected and the reason is shown.
  if (!(await allSaved())) return;
  const following = await toasts.getState().attempt(queue.getState().next(done));
  // The person may have left the editor in the meantime.
  if (following === undefined || navigation.getState().route !== route) return;
  // Text typed ahead is meant for the next word, so it is not kept as a draft of this one.
  editor.getState().type(done, null);
  const { navigate } = navigation.getState();
  if (following === null) {
    navigate({ screen: 'label' }, { replace: true });
    return;
  }
  const { photo, id: word } = following.word;
  // A word of the same photo is selected at once; the address may already name it and then does not change.
  if (photo === route.photo) begin(word);
  navigate({ ...route, photo, word }, { replace: true });
}
