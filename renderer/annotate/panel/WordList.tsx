import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { WordId } from '../../../shared/contract/word.ts';
import { editor, labelling } from '../stores.ts';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { takeOrderKey } from '../commands/keys.ts';
import { show } from '../commands/transcribing.ts';
import { neighbourOf, sequenceOf, type Sequence } from '../model/sequence.ts';
import { rowId, WordRow } from './WordRow.tsx';

const rowHeight = 32;

/** All words of the photo in a list, for use without the picture; only rows near the visible part are rendered. */
export function WordList() {
  const scroller = useRef<HTMLDivElement>(null);
  const labels = useStore(editor, (state) => state.labels);
  const selection = useStore(editor, (state) => state.selection);
  const drafts = useStore(editor, (state) => state.drafts);
  const sequence = useStore(labelling, (state) => state.sequence);
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
            takeListKey(event, ids, current);
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
  return (
    <ChoiceButtons
      label="Word order"
      value={sequence}
      options={[
        ['reading', 'Reading order', 'Sort by reading order (O)'],
        ['doubt', 'Confidence', 'Lowest confidence first (O)'],
      ]}
      onChange={(chosen) => {
        labelling.getState().goBy(chosen);
      }}
    />
  );
}

/** Arrow keys, Home and End move through the list; with Shift, they extend the selection. */
function takeListKey(event: KeyboardEvent, ids: readonly WordId[], current: WordId | null): void {
  if (takeOrderKey(event.nativeEvent)) {
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
  const { selection } = editor.getState();
  show(event.shiftKey ? [...selection.filter((id) => id !== target), target] : [target]);
}
