import { ScanSearch, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { overlooked } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { ProgressBar } from '../ui/Progress.tsx';
import { OverlookedItem } from './OverlookedItem.tsx';
import type { OverlookedState } from './overlookedStore.ts';

/** Searches the photos again for words that the detector overlooked. */
export function OverlookedSearch({ query }: { readonly query: string }) {
  const state = useStore(overlooked);
  const isOfQuery = state.query === query && state.goal !== null;
  const isLooking = state.isLooking && state.query === query;
  const left = state.total - state.looked;

  return (
    <section className="overlooked" aria-labelledby="overlooked-title">
      <h2 id="overlooked-title">Not found yet?</h2>
      <p>
        Faint or crowded words can be overlooked when a photo is read. Inkdex can search for{' '}
        <q>
          <bdi>{query}</bdi>
        </q>{' '}
        again in the parts of the photos where no word was found.
      </p>
      {isLooking ? (
        <div className="overlooked-progress">
          <ProgressBar
            label="Searching for overlooked words"
            value={state.goal === null || state.goal === 0 ? null : state.looked / state.goal}
          />
          <Button icon={Square} onClick={state.stop}>
            Stop
          </Button>
        </div>
      ) : (
        (!isOfQuery || left > 0) && (
          <Button icon={ScanSearch} onClick={() => void state.look(query)}>
            {isOfQuery ? `Search ${formatPlural(left, 'more photo')}` : 'Search for overlooked words'}
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
  if (total === 0) return 'No photos left to search: the results contain every photo that could match.';
  const places = results.reduce((sum, { hits }) => sum + hits.length, 0);
  const found = formatPlural(places, 'possible match', 'possible matches');
  const unread = failed === 0 ? '' : ` ${formatPlural(failed, 'photo')} could not be read.`;
  const seen = isLooking
    ? `Searched ${formatCount(looked)} of ${formatPlural(goal ?? 0, 'photo')}`
    : `Searched ${formatPlural(looked, 'photo')}`;
  return `${seen}: ${found}.${unread}`;
}
