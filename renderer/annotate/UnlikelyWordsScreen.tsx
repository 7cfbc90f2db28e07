import { Check, CircleCheckBig, Maximize2, SquareX } from 'lucide-react';
import { useState, type ComponentProps, type MouseEvent } from 'react';
import type { WordId } from '../../shared/contract/word.ts';
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
import { formatPlural } from '../ui/format.ts';
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

/** Selecting words with a click, a range with Shift, all with Ctrl+A. */
function useChoice(words: readonly WordId[]) {
  const [selected, setSelected] = useState<ReadonlySet<WordId>>(new Set());
  const [anchor, setAnchor] = useState<WordId | null>(null);
  const select = (chosen: Iterable<WordId>) => {
    setSelected(new Set(chosen));
  };
  useWindowKeys(({ key, ctrlKey, metaKey, target }) => {
    // In the search field, Ctrl+A selects its text.
    if (target instanceof HTMLInputElement) return false;
    if (key === 'a' && (ctrlKey || metaKey)) select(words);
    else if (key === 'Escape' && selected.size > 0) select([]);
    else return false;
    return true;
  });
  return {
    selected,
    select,
    toggle: (word: WordId, { shiftKey }: MouseEvent): void => {
      const [from, to] = [anchor === null ? -1 : words.indexOf(anchor), words.indexOf(word)];
      const range = shiftKey && from >= 0 ? words.slice(Math.min(from, to), Math.max(from, to) + 1) : [word];
      select(
        selected.has(word) ? [...selected].filter((each) => !range.includes(each)) : [...selected, ...range],
      );
      setAnchor(word);
    },
  };
}

/**
 * Boxes that are hard to read, and those that were left out. The person selects some and says which they are. On boards, four of
 * ten of the former are words (NOTEBOOK.md, "Labels"), so that text is what is meant unless a person says otherwise.
 */
export function UnlikelyWordsScreen() {
  const { answer, error } = useCall('unlikelyWords', { limit: shown }, { isKept: true });
  const { words = [], leftOut = [] } = answer ?? {};
  const ids = [...words, ...leftOut].map(({ id }) => id);
  const { selected, select, toggle } = useChoice(ids);
  const [isWorking, setWorking] = useState(false);
  useWindowTitle('Boxes to review');
  const chosen = ids.filter((id) => selected.has(id));
  const judge = async (areText: boolean) => {
    setWorking(true);
    await judgeBoxes(chosen, areText);
    setWorking(false);
    select([]);
  };

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
  const areAll = chosen.length === ids.length;
  return (
    <div className="label-screen">
      <header className="label-header">
        <BackLink href="#/label" label="Back to correcting words" />
        <div className="changed-title">
          <h1>Boxes to review</h1>
          <p className="lead">
            Select boxes and say whether they hold text. Shift selects a range. Text confirms what was read.
            Boxes without text leave the text of their photos and the search.
          </p>
        </div>
        <div className="label-actions">
          <Button
            onClick={() => {
              select(areAll ? [] : ids);
            }}
          >
            {areAll ? 'Select none' : 'Select all'}
          </Button>
          <Button
            icon={SquareX}
            changes="judgeBoxes"
            disabled={chosen.length === 0 || isWorking}
            onClick={() => void judge(false)}
          >
            Not text{chosen.length > 0 && ` (${chosen.length})`}
          </Button>
          <Button
            kind="primary"
            icon={Check}
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
          <section key={title} className="unlikely-section">
            <h2>{title}</h2>
            <ul className="queue" aria-label={title} aria-busy={isWorking}>
              {boxes.map((word) => (
                <UnlikelyTile
                  key={word.id}
                  word={word}
                  isSelected={selected.has(word.id)}
                  onToggle={toggle}
                />
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** Says whether boxes hold text, and offers to undo it. */
async function judgeBoxes(words: readonly WordId[], areText: boolean): Promise<void> {
  const edits = await attempt(host.judgeBoxes({ words: [...words], areText }));
  await answers.askAgain('unlikelyWords');
  const boxes = formatPlural(words.length, 'box', 'boxes');
  if (edits !== undefined) say(`${boxes} ${areText ? 'confirmed as read' : 'marked as not text'}.`, edits);
}

function UnlikelyTile({ word, ...choice }: ComponentProps<typeof WordTile>) {
  const { id, photo, text } = word;
  return (
    <li className="unlikely-tile">
      <WordTile word={word} {...choice} />
      <IconLink
        href={formatRoute({ screen: 'annotate', photo, word: id, isQueue: false })}
        label={`Show ${shownText(text)} on its photo`}
        {...{ icon: Maximize2, size: 14, title: 'Show on its photo' }}
      />
    </li>
  );
}
