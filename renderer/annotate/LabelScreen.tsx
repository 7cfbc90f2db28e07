import { CircleCheckBig, ImageOff, Play } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useCall } from '../host/useCall.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { WordFace } from '../common/word/WordTile.tsx';
import type { LabelQueue } from '../../shared/contract/label.ts';
import type { Word } from '../../shared/contract/word.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { labelEditor } from './stores.ts';
import { ChangedWordsLink } from '../common/ChangedWordsLink.tsx';
import { UnlikelyWordsLink } from './UnlikelyWordsScreen.tsx';
import { LearnCorrections } from '../common/LearnCorrections.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { formatCount, formatPlural, formatProbability } from '../ui/format.ts';
import './annotate.css';

/** The words of the library that are most useful to label: where labelling starts. */
export function LabelScreen() {
  const { total, words, today, error } = useStore(labelEditor.stores.queue);
  const { answer: info } = useCall('libraryInfo', {});
  useWindowTitle('Correct words');
  useEffect(() => {
    void labelEditor.queue.refresh();
  }, []);

  if (error !== null) {
    return (
      <EmptyState icon={ImageOff} title="The queue cannot be shown">
        <p>{error.message}</p>
        <Button onClick={() => void labelEditor.queue.refresh()}>Try again</Button>
      </EmptyState>
    );
  }
  if (total === null) return <Loading />;
  const [first] = words;
  if (first === undefined) {
    return (
      <EmptyState icon={CircleCheckBig} title="Nothing to label">
        <p>
          {info?.words === 0 ? 'The library has no words yet.' : 'All words are confirmed.'} Words of new
          photos appear here.
        </p>
        <p>
          <a href="#/library">Go to the library</a>
        </p>
        <LearnCorrections />
      </EmptyState>
    );
  }
  return (
    <div className="label-screen">
      <header className="label-header">
        <div>
          <h1>Correct words</h1>
          <p className="lead">
            {formatPlural(total, 'word')} not confirmed yet. Boxes that you drew or marked as text come first,
            then the most useful words: long ones that are probably read wrong, from many photos.
          </p>
          {today !== null && today.confirmed > 0 && <p className="hint">{describeToday(today)}</p>}
        </div>
        <div className="label-actions">
          <LearnCorrections />
          <Button
            kind="primary"
            icon={Play}
            data-first-focus
            onClick={() => {
              labelEditor.navigation.navigate(routeTo(first));
            }}
          >
            Start
          </Button>
        </div>
      </header>
      <ChangedWordsLink />
      <UnlikelyWordsLink />
      <ul className="queue" aria-label="Most useful words to label">
        {words.map((word) => (
          <QueueItem key={word.id} word={word} />
        ))}
      </ul>
    </div>
  );
}

/** What labelling has won today. */
function describeToday({ confirmed, corrected }: LabelQueue['today']): string {
  const words = formatPlural(confirmed, 'word');
  if (corrected === 0) return `Today: ${words} confirmed; all of them had been read right.`;
  return `Today: ${words} confirmed; ${formatCount(corrected)} of them had been read wrong, and a search finds what they say now.`;
}

function QueueItem({ word }: { readonly word: Word }) {
  return (
    <li>
      <a className="queue-item" href={formatRoute(routeTo(word))}>
        <WordFace word={word}>
          <span className="word-row-note">{formatProbability(word.confidence)}</span>
        </WordFace>
      </a>
    </li>
  );
}

function routeTo({ id, photo }: Word): Route {
  return { screen: 'annotate', photo, word: id, isQueue: true };
}
