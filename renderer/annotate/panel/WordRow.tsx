import { Check, CircleDashed, EyeOff, SquareSlash, TriangleAlert, type LucideIcon } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { WordId } from '../../../shared/contract/word.ts';
import { editor, labelling } from '../stores.ts';
import { formatProbability } from '../../ui/format.ts';
import { show, showRange } from '../commands/transcribing.ts';
import { kindNames, kindOf, type WordKind } from '../model/kinds.ts';
import type { EditorWord } from '../model/labels.ts';

const icons: Readonly<Record<WordKind, LucideIcon>> = {
  read: CircleDashed,
  doubtful: TriangleAlert,
  confirmed: Check,
  illegible: EyeOff,
  'not-text': SquareSlash,
};

interface WordRowProps {
  readonly word: EditorWord;
  /** Text typed for it and not confirmed. */
  readonly draft: string | undefined;
  /** Position in the list, from 1. */
  readonly place: number;
  readonly count: number;
  /** CSS pixels. */
  readonly top: number;
  readonly isSelected: boolean;
  readonly isLineStart: boolean;
}

export function rowId(id: WordId | null): string {
  return `word-row-${String(id)}`;
}

export const WordRow = memo(function WordRow(props: WordRowProps) {
  const { word, draft, place, count, top, isSelected, isLineStart } = props;
  const kind = kindOf(word);
  const Icon = icons[kind];
  return (
    <div
      id={rowId(word.id)}
      role="option"
      className={isLineStart ? 'word-row is-line-start' : 'word-row'}
      data-kind={kind}
      data-word={word.id}
      aria-selected={isSelected}
      aria-posinset={place}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        select(event, word.id);
      }}
      onDoubleClick={() => {
        labelling.getState().callField();
      }}
    >
      <Icon size={14} aria-hidden />
      <bdi className="word-row-text">{draft ?? (word.text === '' ? 'No text' : word.text)}</bdi>
      <span className="visually-hidden">{kindNames[kind]}</span>
      {draft !== undefined && <span className="word-row-note">draft</span>}
      {(kind === 'read' || kind === 'doubtful') && (
        <span className="word-row-note">{formatProbability(word.confidence)}</span>
      )}
    </div>
  );
});

function select(event: MouseEvent, id: WordId): void {
  const { selection } = editor.getState();
  if (event.shiftKey) showRange(id);
  else if (!event.ctrlKey && !event.metaKey) show([id]);
  else if (selection.includes(id)) editor.getState().select(selection.filter((other) => other !== id));
  else show([...selection, id]);
}
