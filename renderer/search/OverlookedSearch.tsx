import { ScanSearch, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { overlooked } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { ProgressBar } from '../ui/Progress.tsx';
import { OverlookedItem } from './OverlookedItem.tsx';
import type { OverlookedState } from './overlookedStore.ts';

/** Where a search has not found it: the photos once more, for words that the reader passed over. */
export function OverlookedSearch({ query }: { readonly query: string }) {
  const state = useStore(overlooked);
  const isOfQuery = state.query === query && state.goal !== null;
  const isLooking = state.isLooking && state.query === query;
  const left = state.total - state.looked;

  return (
    <section className="overlooked" aria-labelledby="overlooked-title">
      <h2 id="overlooked-title">Not found yet?</h2>
      <p>
        Faint or crowded words can be passed over when a photo is read. Inkdex can look at the photos once
        more, where nothing was read, for{' '}
        <q>
          <bdi>{query}</bdi>
        </q>
        .
      </p>
      {isLooking ? (
        <div className="overlooked-progress">
          <ProgressBar
            label="Looking for overlooked words"
            value={state.goal === null || state.goal === 0 ? null : state.looked / state.goal}
          />
          <Button icon={Square} onClick={state.stop}>
            Stop
          </Button>
        </div>
      ) : (
        (!isOfQuery || left > 0) && (
          <Button icon={ScanSearch} onClick={() => void state.look(query)}>
            {isOfQuery ? `Go on: ${formatPlural(left, 'more photo')}` : 'Look for overlooked words'}
          </Button>
        )
      )}
      <p role="status">{isOfQuery ? summaryOf(state) : ''}</p>
      {state.query === query && state.error !== null && <p role="alert">{state.error.message}</p>}
      {isOfQuery && state.results.length > 0 && (
        <ol className="results" aria-label="Overlooked words">
          {state.results.map((result) => (
            <OverlookedItem key={result.photo.id} result={result} query={query} />
          ))}
        </ol>
      )}
    </section>
  );
}

function summaryOf({ looked, goal, total, isLooking, results, failed }: OverlookedState): string {
  if (total === 0) return 'Nothing is left to look at: every photo that it could be on is among the results.';
  const places = results.reduce((sum, { hits }) => sum + hits.length, 0);
  const found = places === 0 ? 'nothing so far' : `${formatPlural(places, 'place')} that may say it`;
  const unread = failed === 0 ? '' : ` ${formatPlural(failed, 'photo')} could not be read.`;
  const seen = isLooking
    ? `${formatCount(looked)} of ${formatPlural(goal ?? 0, 'photo')}`
    : `Looked at ${formatPlural(looked, 'photo')}`;
  return `${seen}: ${found}.${unread}`;
}
