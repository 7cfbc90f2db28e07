import { Check, CircleCheckBig, Maximize2, SquareX, Type } from 'lucide-react';
import { useEffect, useRef, useState, type ComponentProps, type MouseEvent } from 'react';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { say } from '../common/word/stores.ts';
import { shownText } from '../common/word/wordState.ts';
import { WordTile } from '../common/word/WordTile.tsx';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { attempt } from '../state/stores.ts';
import { IconLink } from '../ui/IconLink.tsx';
import { BackLink } from '../ui/BackLink.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { isFocusLost, isPlainKey } from '../ui/keyboard.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';
import { describeBoxes } from './model/suggestedWords.ts';

/** Words on screen. The next ones follow when these are marked. */
const shown = 200;

/** Leads to the boxes that are hard to read and those that were left out, if there are any. */
export function UnlikelyWordsLink() {
  const { answer } = useCall('unlikelyWords', { limit: shown });
  const { words = [], leftOut = [] } = answer ?? {};
  if (words.length + leftOut.length === 0) return null;
  return (
    <div className="read-again">
      <p>{describeBoxes({ hard: words.length, leftOut: leftOut.length }, shown)}</p>
      <a className="button" href={formatRoute({ screen: 'unlikely-words' })}>
        Review boxes
      </a>
    </div>
  );
}

type List = readonly WordId[];

/** Selecting words with a click, a range with Shift, all of one list with Ctrl+A: lists ask different things. */
function useChoice(lists: readonly List[]) {
  const [selected, setSelected] = useState<ReadonlySet<WordId>>(new Set());
  const [anchor, setAnchor] = useState<WordId | null>(null);
  const [focused, setFocused] = useState<WordId | null>(null);
  const select = (chosen: Iterable<WordId>) => {
    setSelected(new Set(chosen));
  };
  const listOf = (word: WordId | null): List =>
    lists.find((list) => word !== null && list.includes(word)) ?? [];
  useWindowKeys(({ key, ctrlKey, metaKey, target }) => {
    // In the search field, Ctrl+A selects its text.
    if (target instanceof HTMLInputElement) return false;
    if (key === 'a' && (ctrlKey || metaKey)) {
      const own = listOf(focused);
      select(own.length > 0 ? own : (lists.find((list) => list.length > 0) ?? []));
    } else if (key === 'Escape' && selected.size > 0) select([]);
    else return false;
    return true;
  });
  return {
    selected,
    select,
    focused,
    setFocused,
    toggle: (word: WordId, { shiftKey }: MouseEvent): void => {
      const list = listOf(word);
      const [from, to] = [anchor === null ? -1 : list.indexOf(anchor), list.indexOf(word)];
      const range = shiftKey && from >= 0 ? list.slice(Math.min(from, to), Math.max(from, to) + 1) : [word];
      select(
        selected.has(word) ? [...selected].filter((each) => !range.includes(each)) : [...selected, ...range],
      );
      setAnchor(word);
    },
  };
}

/** Keeps the focus in a list whose focused word is about to leave it. */
function useNextFocus(words: List): (leaving: WordId) => void {
  const next = useRef<WordId | null>(null);
  useEffect(() => {
    if (next.current === null || !isFocusLost()) return;
    document.querySelector<HTMLElement>(`#box-${String(next.current)} button`)?.focus();
    next.current = null;
  });
  return (leaving) => {
    const at = words.indexOf(leaving);
    next.current = words[at + 1] ?? words[at - 1] ?? null;
  };
}

/**
 * Boxes that are hard to read, and those that were left out. The person selects some and says whether they hold text. That confirms
 * no reading: what a box says is confirmed one by one. On boards, about two of ten of the former are known words, and one of ten of
 * the latter (NOTEBOOK.md, "Labels"), so neither answer is the primary one.
 */
export function UnlikelyWordsScreen() {
  const { answer, error } = useCall('unlikelyWords', { limit: shown }, { isKept: true });
  const { words = [], leftOut = [] } = answer ?? {};
  const lists = [words, leftOut].map((list) => list.map(({ id }) => id));
  const ids = lists.flat();
  const { selected, select, toggle, focused, setFocused } = useChoice(lists);
  const keepFocus = useNextFocus(ids);
  const [isWorking, setWorking] = useState(false);
  useWindowTitle('Boxes to review');
  const chosen = ids.filter((id) => selected.has(id));
  const judge = async (areText: boolean) => {
    setWorking(true);
    await judgeBoxes(chosen, areText);
    setWorking(false);
    select([]);
  };
  const confirm = async (word: Word) => {
    if (isWorking || word.text === '') return;
    setWorking(true);
    keepFocus(word.id);
    await confirmReading(word);
    setWorking(false);
  };
  useWindowKeys((event) => {
    if (event.key !== 'c' || !isPlainKey(event) || isFocusLost()) return false;
    const word = [...words, ...leftOut].find(({ id }) => id === focused);
    if (word === undefined) return false;
    void confirm(word);
    return true;
  });

  if (error !== null || answer === undefined)
    return <NotLoaded error={error} title="The boxes cannot be shown" list="words" />;
  if (ids.length === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title="No boxes to review">
        <p>Boxes that are hard to read, or were left out of the text, appear here.</p>
        <p>
          <a href="#/label">Correct words</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="label-screen">
      <header className="label-header">
        <BackLink href="#/label" label="Back to correcting words" />
        <div className="changed-title">
          <h1>Boxes to review</h1>
          <p className="lead">
            Select boxes and say whether they hold text. Shift selects a range. Text confirms no reading:
            these boxes come first in <a href="#/label">Correct words</a>. Boxes without text leave the text
            of their photos and the search.
          </p>
        </div>
        <div className="label-actions">
          <Button
            icon={SquareX}
            changes="judgeBoxes"
            disabled={chosen.length === 0 || isWorking}
            onClick={() => void judge(false)}
          >
            Not text{chosen.length > 0 && ` (${chosen.length})`}
          </Button>
          <Button
            icon={Type}
            changes="judgeBoxes"
            disabled={chosen.length === 0 || isWorking}
            onClick={() => void judge(true)}
          >
            Text{chosen.length > 0 && ` (${chosen.length})`}
          </Button>
        </div>
      </header>
      {[
        { title: 'Hard to read', boxes: words },
        { title: 'Left out of the text', boxes: leftOut },
      ]
        .filter(({ boxes }) => boxes.length > 0)
        .map(({ title, boxes }) => (
          <BoxList
            key={title}
            {...{
              title,
              boxes,
              selected,
              isWorking,
              onSelect: select,
              onToggle: toggle,
              onFocus: setFocused,
            }}
            onConfirm={confirm}
          />
        ))}
    </div>
  );
}

interface BoxListProps extends Pick<UnlikelyTileProps, 'onToggle' | 'onFocus' | 'onConfirm'> {
  readonly title: string;
  readonly boxes: readonly Word[];
  readonly selected: ReadonlySet<WordId>;
  readonly isWorking: boolean;
  readonly onSelect: (words: List) => void;
}

/** Boxes of one meaning, which can be selected together. */
function BoxList({
  title,
  boxes,
  selected,
  isWorking,
  onSelect,
  onToggle,
  onFocus,
  onConfirm,
}: BoxListProps) {
  const own = boxes.map(({ id }) => id);
  const areAll = own.every((id) => selected.has(id));
  return (
    <section className="unlikely-section">
      <header>
        <h2>
          {title} ({formatCount(own.length)})
        </h2>
        <Button
          aria-label={`Select ${areAll ? 'none' : 'all'} of “${title}”`}
          onClick={() => {
            onSelect(areAll ? [] : own);
          }}
        >
          {areAll ? 'Select none' : 'Select all'}
        </Button>
      </header>
      <ul className="queue" aria-label={title} aria-busy={isWorking}>
        {boxes.map((word) => (
          <UnlikelyTile
            key={word.id}
            word={word}
            isSelected={selected.has(word.id)}
            onToggle={onToggle}
            onFocus={onFocus}
            onConfirm={onConfirm}
          />
        ))}
      </ul>
    </section>
  );
}

/** Says whether boxes hold text, and offers to undo it. */
async function judgeBoxes(words: readonly WordId[], areText: boolean): Promise<void> {
  const edits = await attempt(host.judgeBoxes({ words: [...words], areText }));
  await answers.askAgain('unlikelyWords');
  const boxes = formatPlural(words.length, 'box', 'boxes');
  const first = words.length === 1 ? 'It comes' : 'They come';
  const said = areText ? `marked as text. ${first} first in Correct words.` : 'marked as not text.';
  if (edits !== undefined) say(`${boxes} ${said}`, edits);
}

/** Confirms what was read in one box, and offers to undo it. */
async function confirmReading({ id, text }: Word): Promise<void> {
  const done = await attempt(host.confirmWords({ words: [id], text }));
  await answers.askAgain('unlikelyWords');
  if (done !== undefined && done.confirmed > 0) say(`Confirmed “${text}”.`, done.edits);
}

interface UnlikelyTileProps extends ComponentProps<typeof WordTile> {
  readonly onFocus: (word: WordId | null) => void;
  readonly onConfirm: (word: Word) => Promise<void>;
}

function UnlikelyTile({ word, onFocus, onConfirm, ...choice }: UnlikelyTileProps) {
  const { id, photo, text } = word;
  return (
    <li
      id={`box-${String(id)}`}
      className="unlikely-tile"
      onFocus={() => {
        onFocus(id);
      }}
      onBlur={() => {
        onFocus(null);
      }}
    >
      <WordTile word={word} {...choice} />
      <footer>
        <Button
          kind="quiet"
          icon={Check}
          shortcut="c"
          changes="confirmWords"
          aria-label={`It says so: ${shownText(text)}`}
          disabled={text === ''}
          onClick={() => void onConfirm(word)}
        >
          It says so
        </Button>
        <IconLink
          href={formatRoute({ screen: 'annotate', photo, word: id, isQueue: false })}
          label={`Show ${shownText(text)} on its photo`}
          {...{ icon: Maximize2, size: 14, title: 'Show on its photo' }}
        />
      </footer>
    </li>
  );
}
