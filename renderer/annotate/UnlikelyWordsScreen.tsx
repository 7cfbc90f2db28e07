import { CircleCheckBig, Maximize2, SquareX } from 'lucide-react';
import { useState, type MouseEvent } from 'react';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { pictureUrl } from '../host/pictureAddress.ts';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { toasts } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatPlural } from '../ui/format.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';

/** Words on screen. The next ones follow when these are marked. */
const shown = 200;

/** Leads to the words that are probably no words, if there are any. */
export function UnlikelyWordsLink() {
  const { answer: words = [] } = useCall('unlikelyWords', { limit: shown });
  if (words.length === 0) return null;
  return (
    <div className="read-again">
      <p>
        {words.length < shown ? formatPlural(words.length, 'box', 'boxes') : `More than ${shown} boxes`} may
        hold no text: drawings, arrows, stains.
      </p>
      <a className="button" href={formatRoute({ screen: 'unlikely-words' })}>
        Review boxes
      </a>
    </div>
  );
}

interface Choice {
  readonly selected: ReadonlySet<WordId>;
  readonly select: (words: Iterable<WordId>) => void;
  readonly toggle: (word: WordId, event: MouseEvent) => void;
}

/** Selecting words with a click, a range with Shift, all with Ctrl+A. */
function useChoice(words: readonly WordId[]): Choice {
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
    toggle: (word, { shiftKey }) => {
      const [from, to] = [anchor === null ? -1 : words.indexOf(anchor), words.indexOf(word)];
      const range = shiftKey && from >= 0 ? words.slice(Math.min(from, to), Math.max(from, to) + 1) : [word];
      select(
        selected.has(word) ? [...selected].filter((each) => !range.includes(each)) : [...selected, ...range],
      );
      setAnchor(word);
    },
  };
}

/** Boxes that probably hold no word. The person selects those without text and marks them all at once. */
export function UnlikelyWordsScreen() {
  const { answer: words, error } = useCall('unlikelyWords', { limit: shown }, { isKept: true });
  const ids = words?.map(({ id }) => id) ?? [];
  const { selected, select, toggle } = useChoice(ids);
  const [isWorking, setWorking] = useState(false);
  useWindowTitle('Boxes without text');
  const chosen = ids.filter((id) => selected.has(id));
  const mark = async () => {
    setWorking(true);
    await markNotText(chosen);
    setWorking(false);
    select([]);
  };

  if (error !== null) {
    return (
      <EmptyState icon={SquareX} title="The boxes cannot be shown">
        <p>{error.message}</p>
      </EmptyState>
    );
  }
  if (words === undefined) return <div className="label-screen" aria-busy />;
  if (words.length === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title="No boxes to review">
        <p>Boxes that may hold no text appear here.</p>
        <p>
          <a href="#/label">Go to labelling</a>
        </p>
      </EmptyState>
    );
  }
  const areAll = chosen.length === ids.length;
  return (
    <div className="label-screen">
      <header className="label-header">
        <BackLink href="#/label" label="Back to labelling" />
        <div className="changed-title">
          <h1>Boxes without text?</h1>
          <p className="lead">
            Select the boxes that hold no text. Shift selects a range. They leave the text of their photos and
            the search.
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
            kind="primary"
            icon={SquareX}
            changes
            disabled={chosen.length === 0 || isWorking}
            onClick={() => void mark()}
          >
            Not text{chosen.length > 0 && ` (${chosen.length})`}
          </Button>
        </div>
      </header>
      <ul className="queue" aria-label="Boxes that may hold no text" aria-busy={isWorking}>
        {words.map((word) => (
          <UnlikelyTile key={word.id} word={word} isSelected={selected.has(word.id)} onToggle={toggle} />
        ))}
      </ul>
    </div>
  );
}

/** Marks words as not text, and offers to undo it. */
async function markNotText(words: readonly WordId[]): Promise<void> {
  const { attempt, show } = toasts.getState();
  const edits = await attempt(host.markNotText({ words: [...words] }));
  await answers.askAgain('unlikelyWords');
  if (edits === undefined) return;
  const undo = async () => {
    for (const edit of edits) await attempt(host.undoLabels(edit));
    await answers.askAgain('unlikelyWords');
  };
  show('notice', `${formatPlural(words.length, 'box', 'boxes')} marked as not text.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void undo(),
  });
}

interface UnlikelyTileProps {
  readonly word: Word;
  readonly isSelected: boolean;
  readonly onToggle: (id: WordId, event: MouseEvent) => void;
}

function UnlikelyTile({ word: { id, photo, text, revision }, isSelected, onToggle }: UnlikelyTileProps) {
  const name = text === '' ? 'No text' : text;
  return (
    <li className="unlikely-tile">
      <button
        type="button"
        className="queue-item"
        aria-pressed={isSelected}
        onClick={(event) => {
          onToggle(id, event);
        }}
      >
        <img src={pictureUrl('word', id, `${String(photo)}.${String(revision)}`)} alt="" loading="lazy" />
        <span className="queue-text">
          <bdi>{name}</bdi>
        </span>
      </button>
      <a
        className="icon-button"
        href={formatRoute({ screen: 'annotate', photo, word: id, isQueue: false })}
        aria-label={`Show ${name} on its photo`}
        title="Show on its photo"
      >
        <Maximize2 size={14} aria-hidden />
      </a>
    </li>
  );
}
