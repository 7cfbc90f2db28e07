import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, CircleDashed, EyeOff, SquareSlash, TriangleAlert, type LucideIcon } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { WordId } from '../../../shared/contract/word.ts';
import type { LabelEditor } from '../LabelEditor.ts';
import { ChoiceButtons } from '../../ui/Field.tsx';
import { formatProbability } from '../../ui/format.ts';
import { takeOrderKey } from '../commands/keys.ts';
import { show, showRange } from '../commands/transcribing.ts';
import { useEditorState, useLabelEditor } from '../editorContext.ts';
import { kindNames, kindOf, shownText, type WordKind } from '../../common/word/wordState.ts';
import type { EditorWord } from '../model/labels.ts';
import { neighbourOf, sequenceOf, type Sequence } from '../model/order.ts';

const rowHeight = 32;

/** All words of the photo in a list, for use without the picture; only rows near the visible part are rendered. */
export function WordList() {
  const editor = useLabelEditor();
  const scroller = useRef<HTMLDivElement>(null);
  const labels = useEditorState('session', (state) => state.labels);
  const selection = useEditorState('session', (state) => state.selection);
  const drafts = useEditorState('session', (state) => state.drafts);
  const sequence = useEditorState('labelling', (state) => state.sequence);
  const current = selection.at(-1) ?? null;
  const ids = useMemo(() => sequenceOf(labels, sequence, current), [labels, sequence, current]);
  const lineStarts = useMemo(() => new Set(labels.lines.map(([first]) => first)), [labels.lines]);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const at = current === null ? -1 : ids.indexOf(current);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'center' });
  }, [rows, at]);

  return (
    <>
      <header className="word-list-header">
        <h2 id="word-list-title">Words</h2>
        <SequenceChoice sequence={sequence} />
      </header>
      <div ref={scroller} className="word-list">
        <div
          role="listbox"
          aria-labelledby="word-list-title"
          aria-multiselectable
          tabIndex={0}
          {...(at < 0 ? {} : { 'aria-activedescendant': rowId(current) })}
          style={{ height: rows.getTotalSize() }}
          onKeyDown={(event) => {
            takeListKey(editor, event, ids, current);
          }}
        >
          {rows.getVirtualItems().map(({ index, start }) => {
            const id = ids[index];
            const word = id === undefined ? undefined : labels.words.get(id);
            if (word === undefined) return null;
            return (
              <WordRow
                key={word.id}
                word={word}
                draft={drafts.get(word.id)?.text}
                place={index + 1}
                count={ids.length}
                top={start}
                isSelected={selection.includes(word.id)}
                isLineStart={sequence === 'reading' && index > 0 && lineStarts.has(word.id)}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

function SequenceChoice({ sequence }: { readonly sequence: Sequence }) {
  const editor = useLabelEditor();
  return (
    <ChoiceButtons
      label="Word order"
      value={sequence}
      options={[
        ['reading', 'Reading order', 'Sort by reading order (O)'],
        ['confidence', 'Confidence', 'Lowest confidence first (O)'],
      ]}
      onChange={(chosen) => {
        editor.labelling.goBy(chosen);
      }}
    />
  );
}

/** Arrow keys, Home and End move through the list; with Shift, they extend the selection. */
function takeListKey(
  editor: LabelEditor,
  event: KeyboardEvent,
  ids: readonly WordId[],
  current: WordId | null,
): void {
  if (takeOrderKey(editor, event.nativeEvent)) {
    event.preventDefault();
    return;
  }
  const target = {
    ArrowDown: neighbourOf(ids, current, 1),
    ArrowUp: neighbourOf(ids, current, -1),
    Home: ids[0] ?? null,
    End: ids.at(-1) ?? null,
  }[event.key];
  if (target === undefined || target === null || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const { selection } = editor.session;
  show(editor, event.shiftKey ? [...selection.filter((id) => id !== target), target] : [target]);
}

const icons: Readonly<Record<WordKind, LucideIcon>> = {
  read: CircleDashed,
  uncertain: TriangleAlert,
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

function rowId(id: WordId | null): string {
  return `word-row-${String(id)}`;
}

const WordRow = memo(function WordRow(props: WordRowProps) {
  const { word, draft, place, count, top, isSelected, isLineStart } = props;
  const editor = useLabelEditor();
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
        select(editor, event, word.id);
      }}
      onDoubleClick={() => {
        editor.labelling.callField();
      }}
    >
      <Icon size={14} aria-hidden />
      <bdi className="word-row-text">{draft ?? shownText(word.text)}</bdi>
      <span className="visually-hidden">{kindNames[kind]}</span>
      {draft !== undefined && <span className="word-row-note">draft</span>}
      {(kind === 'read' || kind === 'uncertain') && (
        <span className="word-row-note">{formatProbability(word.confidence)}</span>
      )}
    </div>
  );
});

function select(editor: LabelEditor, event: MouseEvent, id: WordId): void {
  const { selection } = editor.session;
  if (event.shiftKey) showRange(editor, id);
  else if (!event.ctrlKey && !event.metaKey) show(editor, [id]);
  else if (selection.includes(id)) editor.session.select(selection.filter((other) => other !== id));
  else show(editor, [...selection, id]);
}
