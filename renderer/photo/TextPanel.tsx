import { Check, Copy, X } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Model } from '../../shared/contract/model.ts';
import { isMirrored } from '../../shared/geometry.ts';
import { isUncertain, type MadeBy, type Word, type WordId } from '../../shared/contract/word.ts';
import { cropVersion, pictureUrl } from '../host/pictureAddress.ts';
import { useCall } from '../host/useCall.ts';
import { textOfLines } from '../../shared/page/page.ts';
import { isSign } from '../../shared/text.ts';
import { correctableWord } from '../common/word/correcting.ts';
import { WordCorrection } from '../common/word/WordCorrection.tsx';
import { useIsUnread } from '../common/unread.ts';
import { attempt, photo as photoStore } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { writeClipboard } from '../state/messages.ts';
import { type Direction, type Lines, neighbourWord } from '../state/photo.ts';
import { formatPlural } from '../ui/format.ts';
import { PhotoChoices } from './PhotoChoices.tsx';
import { looksOf } from './textLooks.ts';
import { focusWord, pressWord, useSelectedLines } from './textSelection.ts';

interface TextPanelProps {
  readonly photo: Photo;
  readonly hits: ReadonlySet<WordId>;
}

/** The text that was read, line by line as on the photo, and the details of the selected word. */
export function TextPanel({ photo, hits }: TextPanelProps) {
  const lines = useStore(photoStore, (state) => state.lines);
  const isReadable = useStore(photoStore, (state) => state.isReadable);
  const words = useStore(photoStore, (state) => state.words);
  const blocks = useStore(photoStore, (state) => state.blocks);
  const looks = useMemo(() => looksOf(blocks), [blocks]);
  const selected = useStore(photoStore, (state) => state.selected);
  const hovered = useStore(photoStore, (state) => state.hovered);
  const isUnread = useIsUnread(photo);
  const word = words.find(({ id }) => id === selected);
  const marked = useSelectedLines();
  const within = useMemo(() => new Set(marked.flat().map(({ id }) => id)), [marked]);
  const isText = within.size > 1;
  // One word of the text is in the tab order: the selected one, otherwise the first.
  const tabStop = word?.id ?? lines[0]?.[0]?.id;
  const text = useKeptFocus(lines);

  return (
    <aside className="text-panel" aria-label="Text of the photo">
      <header className="text-panel-header">
        <h2>Text</h2>
        {isText && (
          <span className="text-marked" role="status">
            {formatPlural(within.size, 'word')}
          </span>
        )}
        {lines.length > 0 && (
          <CopyButton
            key={String(isText)}
            label={isText ? 'Copy' : 'Copy all'}
            text={textOfLines(isText ? marked : lines)}
          />
        )}
      </header>
      <PhotoChoices photo={photo} />
      {words.some(({ quad }) => isMirrored(quad)) && (
        <p className="hint text-panel-hint" role="note">
          This photo is mirrored. Its text is read as in a mirror.
        </p>
      )}
      {!isReadable && <UnreadableNotice />}
      {lines.length === 0 && isReadable ? (
        <p className="hint text-panel-hint">
          {isUnread ? 'This photo has not been read yet. Click “Read” above.' : emptyText(photo)}
        </p>
      ) : (
        <div {...text} className="text-lines" onKeyDown={handleArrow}>
          {lines.map((members, index) => {
            const has = (id: WordId | null | undefined) =>
              id !== null && id !== undefined && members.some((member) => member.id === id) ? id : null;
            return (
              <TextLine
                key={members[0]?.line}
                look={looks[index] ?? ''}
                words={members}
                hits={hits}
                within={members.some(({ id }) => within.has(id)) ? within : none}
                selected={has(selected)}
                hovered={has(hovered)}
                tabStop={has(tabStop)}
              />
            );
          })}
        </div>
      )}
      {word !== undefined && !isText && <SelectedWord key={word.id} photo={photo} word={word} />}
    </aside>
  );
}

/**
 * Another photo or a new reading removes the focused word from the page. The word in the tab order then gets the
 * focus.
 */
function useKeptFocus(lines: Lines) {
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

function UnreadableNotice() {
  return (
    <div className="text-panel-hint unreadable" role="note">
      <p>
        Inkdex cannot read this writing: most of the words that it reads are probably wrong. You can still
        search them.
      </p>
      <Button onClick={photoStore.getState().showAllText}>Show them</Button>
    </div>
  );
}

function emptyText({ status, error }: Photo): string {
  switch (status) {
    case 'waiting':
      return 'This photo is waiting to be read.';
    case 'reading':
      return 'Reading this photo…';
    case 'read':
      return 'No words found on this photo. If it shows handwriting, try a sharper or closer photo.';
    case 'no-writing':
      return 'At a first look this photo has no writing, so it was not read. Choose Read again to read it anyway.';
    case 'failed':
    case 'missing':
      return error?.message ?? 'This photo could not be read.';
  }
}

/** How long the button says "Copied", in milliseconds. */
const copiedMs = 1_500;

function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, copiedMs);
  };
  return (
    <Button kind="quiet" icon={isCopied ? Check : Copy} onClick={() => void attempt(copy())}>
      {isCopied ? 'Copied' : label}
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
  const { lines, selected, select, extend } = photoStore.getState();
  const word = neighbourWord(lines, selected, direction);
  if (word === null) return;
  if (event.shiftKey) extend(word.id);
  else select(word.id);
  focusWord(word.id);
}

const none: ReadonlySet<WordId> = new Set();

interface TextLineProps {
  readonly look: string;
  readonly words: readonly Word[];
  readonly hits: ReadonlySet<WordId>;
  /** The words of the selected text; no word if none is on this line, so that other lines are not drawn again. */
  readonly within: ReadonlySet<WordId>;
  /** The selected word if it is on this line, otherwise null, so that other lines are not drawn again. */
  readonly selected: WordId | null;
  readonly hovered: WordId | null;
  readonly tabStop: WordId | null;
}

const TextLine = memo(function TextLine(props: TextLineProps) {
  const { look, words, hits, within, selected, hovered, tabStop } = props;
  const line = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    if (selected === null) return;
    const word = line.current?.querySelector(`[data-word="${String(selected)}"]`);
    word?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  return (
    <p ref={line} className={`text-line ${look}`}>
      {words.map((word) => {
        const { id, text } = word;
        return (
          <button
            key={id}
            type="button"
            dir="auto"
            data-word={id}
            className={classOf(word, hits, hovered)}
            {...(isSign(text) && { title: 'Sign' })}
            aria-pressed={within.has(id)}
            tabIndex={id === tabStop ? 0 : -1}
            onPointerDown={(event) => {
              // A drag of the mouse selects text from here. A finger scrolls the text.
              const isPlain = event.button === 0 && !event.shiftKey;
              if (event.pointerType === 'mouse' && isPlain) photoStore.getState().select(id);
            }}
            onClick={(event) => {
              pressWord(id, event);
            }}
            onPointerEnter={({ pointerType, buttons }) => {
              photoStore.getState().hover(id);
              if (pointerType === 'mouse' && buttons === 1) photoStore.getState().extend(id);
            }}
            onPointerLeave={() => {
              photoStore.getState().hover(null);
            }}
          >
            {text === '' ? '·' : text}
          </button>
        );
      })}
    </p>
  );
});

function classOf(word: Word, hits: ReadonlySet<WordId>, hovered: WordId | null): string {
  const { id, text } = word;
  const names = ['text-word'];
  if (hits.has(id)) names.push('is-hit');
  if (id === hovered) names.push('is-hovered');
  if (isSign(text)) names.push('is-sign');
  else if (isUncertain(word)) names.push('is-uncertain');
  return names.join(' ');
}

/** The model that read a word, by its id; it may have been removed. */
function readerOf(madeBy: MadeBy, models: readonly Model[] | undefined): string {
  if (madeBy.kind !== 'model' || models === undefined) return 'a model';
  return models.find(({ sha256 }) => sha256 === madeBy.sha256)?.id ?? 'a model that was removed';
}

interface SelectedWordProps {
  readonly photo: Photo;
  readonly word: Word;
}

/** The selected word, to be confirmed or corrected. */
function SelectedWord({ photo, word }: SelectedWordProps) {
  const { answer: models } = useCall('listModels', {});
  const { id, text } = word;
  const leave = () => {
    focusWord(id);
  };
  return (
    <section className="word-details" aria-label={`Word ${text}`}>
      <WordCorrection
        word={correctableWord(word)}
        reader={readerOf(word.madeBy, models)}
        picture={
          <div className="word-crop">
            <img
              src={pictureUrl('word', id, cropVersion(photo, word))}
              alt={`The word as written, read as ${text}`}
            />
            <IconButton
              label="Deselect"
              icon={X}
              shortcut="Esc"
              onClick={() => {
                photoStore.getState().select(null);
              }}
            />
          </div>
        }
        onDone={leave}
        onLeave={leave}
      />
    </section>
  );
}
