import {
  type Alternative,
  type MadeBy,
  uncertainBelow,
  type Word,
  type WordMark,
} from '../../../shared/contract/word.ts';
import { formatMoment } from '../../ui/format.ts';

/** What is known of a word's text: who wrote it, and whether a person has checked it. */
export interface WordState {
  readonly text: string;
  readonly mark: WordMark;
  /** A person confirmed its text or mark. */
  readonly isConfirmed: boolean;
  /** The model's confidence, 0 to 1; 1 if a person confirmed the word. */
  readonly confidence: number;
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  /** Null until the host has stored the word. */
  readonly madeBy: MadeBy | null;
  /** ISO 8601. */
  readonly changedAt: string;
  /** The person who changed it last, if people sign in with tokens. */
  readonly changedBy: string | null;
}

export function wordStateOf(word: Word): WordState {
  const { text, mark, source, confidence, alternatives, madeBy, changedAt, changedBy } = word;
  return {
    text,
    mark,
    isConfirmed: source === 'human',
    confidence,
    alternatives,
    madeBy,
    changedAt,
    changedBy,
  };
}

/** The state of a word, as its frame on the photo and its row in the list show it. */
export type WordKind = 'read' | 'uncertain' | 'confirmed' | 'illegible' | 'not-text';

export const kindNames: Readonly<Record<WordKind, string>> = {
  read: 'Read by the model',
  uncertain: 'Low confidence',
  confirmed: 'Confirmed',
  illegible: 'Illegible',
  'not-text': 'Not text',
};

export function kindOf({ mark, isConfirmed, confidence, text }: WordState): WordKind {
  if (mark !== 'text') return mark;
  if (isConfirmed) return 'confirmed';
  return confidence < uncertainBelow || text === '' ? 'uncertain' : 'read';
}

/**
 * The state of a word as a sentence: who read or confirmed it, and when.
 *
 * @param reader the model that read it
 */
export function stateOf(word: WordState, reader?: string): string {
  const kind = kindOf(word);
  const isOpen = kind === 'read' || kind === 'uncertain';
  const isOfModel = word.madeBy === null || word.madeBy.kind === 'model';
  if (isOfModel && word.changedBy === null) {
    if (reader === undefined || !isOpen) return kindNames[kind];
    return kind === 'read' ? `Read by ${reader}` : `Read by ${reader}, low confidence`;
  }
  const person = `by ${word.changedBy ?? 'a person'}`;
  const who = word.madeBy?.kind === 'import' ? `from ${word.madeBy.name}` : person;
  return [isOpen ? 'Not confirmed' : kindNames[kind], who, formatMoment(word.changedAt) ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

/** Says how a word changed elsewhere while text was typed for it. */
export function becomeSince({ text, mark, changedBy }: WordState): string {
  const changed = changedBy === null ? 'Changed elsewhere' : `Changed by ${changedBy}`;
  if (mark !== 'text') return `${changed}: marked as ${kindNames[mark].toLowerCase()}.`;
  return text === '' ? `${changed}: text removed.` : `${changed} to “${text}”.`;
}

/** What stands for the text of a word, which may be empty. */
export function shownText(text: string): string {
  return text === '' ? 'No text' : text;
}

/** How many number keys there are, and how many readings are shown even if very improbable. */
const most = 9;
const alwaysShown = 6;

/** The readings for the number keys, best first. */
export function shownReadings(readings: readonly Alternative[]): readonly Alternative[] {
  return readings.slice(0, most).filter(({ confidence }, index) => index < alwaysShown || confidence >= 0.01);
}
