import { CircleCheckBig, ImageOff, Play } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { QueuedWord } from '../../shared/contract/label.ts';
import { pictureUrl } from '../host/pictureAddress.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { labelEditor } from './stores.ts';
import { ChangedWordsLink } from '../common/ChangedWordsLink.tsx';
import { UnlikelyWordsLink } from './UnlikelyWordsScreen.tsx';
import { LearnCorrections } from '../common/LearnCorrections.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatPlural, formatProbability } from '../ui/format.ts';
import './annotate.css';

/** The words of the library that are most useful to label: where labelling starts. */
export function LabelScreen() {
  const { total, words, error } = useStore(labelEditor.stores.queue);
  useWindowTitle('Label');
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
  if (total === null) return <div className="label-screen" aria-busy />;
  const [first] = words;
  if (first === undefined) {
    return (
      <EmptyState icon={CircleCheckBig} title="Nothing to label">
        <p>All words are confirmed. Words of new photos appear here.</p>
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
          <h1>Label</h1>
          <p className="lead">
            {formatPlural(total, 'word')} not confirmed yet. The most useful ones come first: long words that
            are probably read wrong, from many photos.
          </p>
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
        {words.map((entry) => (
          <QueueItem key={entry.word.id} entry={entry} />
        ))}
      </ul>
    </div>
  );
}

function QueueItem({ entry }: { readonly entry: QueuedWord }) {
  const { word } = entry;
  return (
    <li>
      <a className="queue-item" href={formatRoute(routeTo(entry))}>
        <img
          src={pictureUrl('word', word.id, `${String(word.photo)}.${word.revision}`)}
          alt=""
          loading="lazy"
        />
        <span className="queue-text">
          <bdi>{word.text === '' ? 'No text' : word.text}</bdi>
          <span className="word-row-note">{formatProbability(word.confidence)}</span>
        </span>
      </a>
    </li>
  );
}

function routeTo({ word }: QueuedWord): Route {
  return { screen: 'annotate', photo: word.photo, word: word.id, isQueue: true };
}
