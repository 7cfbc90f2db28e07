import { Check, Copy } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { cropVersion } from '../host/pictureAddress.ts';
import { useIsUnread } from '../common/unread.ts';
import { photo as photoStore, toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { writeClipboard } from '../state/copyText.ts';
import { TextLine } from './TextLine.tsx';
import { WordDetails } from './WordDetails.tsx';
import { neighbourWord, textOfLines, type Direction, type WordLine } from '../state/wordLines.ts';

interface TextPanelProps {
  readonly photo: Photo;
  readonly hits: ReadonlySet<WordId>;
}

/** The text that was read, line by line as on the photo, and the details of the selected word. */
export function TextPanel({ photo, hits }: TextPanelProps) {
  const lines = useStore(photoStore, (state) => state.lines);
  const words = useStore(photoStore, (state) => state.words);
  const selected = useStore(photoStore, (state) => state.selected);
  const hovered = useStore(photoStore, (state) => state.hovered);
  const isUnread = useIsUnread(photo);
  const word = words.find(({ id }) => id === selected);
  // One word of the text is in the tab order: the selected one, otherwise the first.
  const tabStop = word?.id ?? words[0]?.id;
  const text = useKeptFocus(lines);

  return (
    <aside className="text-panel" aria-label="Text of the photo">
      <header className="text-panel-header">
        <h2>Text</h2>
        {lines.length > 0 && <CopyButton text={textOfLines(lines)} />}
      </header>
      {lines.length === 0 ? (
        <p className="hint text-panel-hint">
          {isUnread ? 'This photo has not been read yet. Click “Read” above.' : emptyText(photo)}
        </p>
      ) : (
        <div {...text} className="text-lines" onKeyDown={handleArrow}>
          {lines.map(({ line, words: members }) => {
            const has = (id: WordId | null | undefined) =>
              id !== null && id !== undefined && members.some((member) => member.id === id) ? id : null;
            return (
              <TextLine
                key={line}
                words={members}
                hits={hits}
                selected={has(selected)}
                hovered={has(hovered)}
                tabStop={has(tabStop)}
              />
            );
          })}
        </div>
      )}
      {word !== undefined && <WordDetails key={word.id} word={word} version={cropVersion(photo, word)} />}
    </aside>
  );
}

/**
 * Another photo or a new reading removes the focused word from the page. The word in the tab order then gets the
 * focus.
 */
function useKeptFocus(lines: readonly WordLine[]) {
  const text = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (focused.current?.isConnected !== false) return;
    focused.current = null;
    text.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [lines]);
  return {
    ref: text,
    onFocus: ({ target }: FocusEvent) => {
      focused.current = target;
    },
    onBlur: () => {
      focused.current = null;
    },
  };
}

function emptyText({ status, error }: Photo): string {
  switch (status) {
    case 'waiting':
      return 'This photo is waiting to be read.';
    case 'reading':
      return 'Reading this photo…';
    case 'read':
      return 'No words found on this photo. If it shows handwriting, try a sharper or closer photo.';
    case 'failed':
    case 'missing':
      return error?.message ?? 'This photo could not be read.';
  }
}

/** How long the button says "Copied", in milliseconds. */
const copiedMs = 1_500;

function CopyButton({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, copiedMs);
  };
  return (
    <Button
      kind="quiet"
      icon={isCopied ? Check : Copy}
      onClick={() => void toasts.getState().attempt(copy())}
    >
      {isCopied ? 'Copied' : 'Copy all'}
    </Button>
  );
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function handleArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const direction = directions[event.key];
  if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const { lines, selected, select } = photoStore.getState();
  const word = neighbourWord(lines, selected, direction);
  if (word === null) return;
  select(word.id);
  event.currentTarget.querySelector<HTMLElement>(`[data-word="${String(word.id)}"]`)?.focus();
}
