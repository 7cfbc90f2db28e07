import { ChevronDown, SearchX, Undo2, WifiOff, X } from 'lucide-react';
import { Fragment, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Hit, SearchPage } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { connection, navigation, search } from '../state/stores.ts';
import { judgements, overlooked, resultView } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount, formatMilliseconds, formatPlural } from '../ui/format.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { FacetBar } from './FacetBar.tsx';
import { distinctHits, firstWeak, hitSteps, isWhole } from '../state/search.ts';
import { OverlookedSearch } from './OverlookedSearch.tsx';
import { ResultNotices } from './ResultNotices.tsx';
import { ResultViewControls } from './ResultViewControls.tsx';
import { SearchResultItem } from './SearchResultItem.tsx';
import { SearchStart, SyntaxHelp } from './SearchStart.tsx';
import { stepToHit } from '../common/stepping.ts';
import { WhyHit } from './WhyHit.tsx';
import type { Judgement } from './judgements.ts';

export function SearchScreen({ query }: { readonly query: string }) {
  const page = useStore(search, (state) => state.page);
  const error = useStore(search, (state) => state.error);
  const ask = useStore(search, (state) => state.search);
  const isCutOff = useStore(connection, (state) => state.state !== 'connected');

  useWindowTitle(query === '' ? 'Search' : query);
  useEffect(() => {
    ask(query);
  }, [ask, query]);
  useEffect(() => {
    if (!isCutOff && search.getState().error !== null) void search.getState().refresh();
  }, [isCutOff]);
  // A new query stops the search for overlooked words of the previous one.
  useEffect(
    () => () => {
      overlooked.getState().stop();
    },
    [query],
  );
  useGlobalKeys(({ key }) => {
    if (key === 'n') stepToHit(1);
    else if (key === 'p') stepToHit(-1);
    else if (key === 'Escape') navigation.getState().navigate({ screen: 'search', query: '' });
    else return false;
    return true;
  });

  if (isCutOff && query.trim() !== '' && page?.query !== query) return <CutOff query={query} />;
  if (error !== null && query !== '') {
    return (
      <EmptyState icon={SearchX} title="Search failed">
        <p role="alert">{error.message}</p>
        <SyntaxHelp />
      </EmptyState>
    );
  }
  if (query.trim() === '') return <SearchStart />;
  if (page === null) return <div className="search-screen" aria-busy />;
  if (page.total === 0) return <NothingFound page={page} />;
  return <Results page={page} />;
}

/** Instead of the results of an older query, which would look like those of this one. */
function CutOff({ query }: { readonly query: string }) {
  return (
    <EmptyState icon={WifiOff} title="Not connected">
      <p role="status">
        <q>
          <bdi>{query}</bdi>
        </q>{' '}
        is searched once the connection is back.
      </p>
    </EmptyState>
  );
}

function NothingFound({ page }: { readonly page: SearchPage }) {
  const { query, terms } = page;
  return (
    <div className="search-screen">
      {/* Rejecting the only hit leads here, and must still offer Undo. */}
      <JudgedNotice />
      <EmptyState icon={SearchX} title="No results">
        <p role="status">
          No photo seems to contain{' '}
          <q>
            <bdi>{query}</bdi>
          </q>
          .
        </p>
        <ResultNotices page={page} />
        <FacetBar query={query} />
        <ul className="advice">
          <li>Try fewer words, or only the start of a word: the ends of words are misread most often.</li>
          <li>The spelling may be wrong by a letter or two. Very short words must match exactly.</li>
          <li>Photos that have not been read yet cannot be found.</li>
        </ul>
        <SyntaxHelp />
      </EmptyState>
      {terms.length > 0 && <OverlookedSearch query={query} />}
    </div>
  );
}

function Results({ page }: { readonly page: SearchPage }) {
  const active = useStore(search, (state) => state.active);
  const isSearching = useStore(search, (state) => state.isSearching);
  const steps = hitSteps(page.results);
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const { layout, size } = useStore(resultView);
  // Stepping to a weak hit unfolds it.
  const weak = firstWeak(page.results);
  const isActiveWeak = page.results.slice(weak).some(({ photo }) => photo.id === active?.photo);
  const shown = unfolded === page.query || isActiveWeak ? page.results : page.results.slice(0, weak);
  const folded = shown.length < page.results.length ? page.total - shown.length : 0;
  const [asked, setAsked] = useState<WordId | null>(null);
  const why = whyOf(page, asked);
  useGlobalKeys(({ key }) => {
    const word = active?.word ?? steps[0]?.word;
    if (key !== 'w' || word === undefined) return false;
    setAsked(word);
    return true;
  });
  const index = steps.findIndex(({ photo, word }) => photo === active?.photo && word === active.word);

  return (
    <div className="search-screen" aria-busy={isSearching}>
      <header className="search-summary">
        <h1>
          <span role="status">
            {page.likely > 0 ? formatPlural(page.likely, 'photo') : 'No likely match'}
            <span className="search-time">{` · ${detailsOf(page)}`}</span>
          </span>
        </h1>
        {index >= 0 && (
          <span className="search-place">
            Hit {formatCount(index + 1)}
            {isWhole(page) && ` of ${formatCount(steps.length)}`}
          </span>
        )}
        <SyntaxHelp />
        <ResultViewControls />
      </header>
      <ResultNotices page={page} />
      <FacetBar query={page.query} />
      <JudgedNotice />
      <ol
        className={layout === 'grid' ? 'results is-grid' : 'results'}
        style={{ ['--result-size' as string]: `${size}px` }}
      >
        {shown.map((result, place) => (
          <Fragment key={result.photo.id}>
            {place === page.likely && <li className="results-divider">Less likely</li>}
            <SearchResultItem
              result={result}
              query={page.query}
              active={active?.photo === result.photo.id ? active.word : null}
              onWhy={setAsked}
            />
          </Fragment>
        ))}
      </ol>
      {why !== null && (
        <WhyHit
          key={why.hit.word}
          {...why}
          onClose={() => {
            // A label that took long to save must close its own dialog, not one that was opened since.
            setAsked((now) => (now === why.hit.word ? null : now));
          }}
        />
      )}
      {folded > 0 && (
        <Button
          kind="quiet"
          icon={ChevronDown}
          onClick={() => {
            setUnfolded(page.query);
          }}
        >
          {formatPlural(folded, 'weaker result')}
        </Button>
      )}
      {folded === 0 && !isWhole(page) && <More key={page.results.length} />}
      {page.terms.length > 0 && isWhole(page) && <OverlookedSearch query={page.query} />}
    </div>
  );
}

/** The line beside the number of photos. Hits are counted only if the query has words and all results are loaded. */
function detailsOf(page: SearchPage): string {
  const { likely, total, terms, results, ms } = page;
  const unlikely = total - likely;
  const hits = results.reduce((sum, result) => sum + distinctHits(result.hits).length, 0);
  const isCounted = likely > 0 && terms.length > 0 && isWhole(page);
  return [
    unlikely === 0 ? '' : `${formatCount(unlikely)} less likely`,
    isCounted ? formatPlural(hits, 'hit') : '',
    formatMilliseconds(ms),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The most likely hit on a word, with its photo. */
function whyOf({ results }: SearchPage, word: WordId | null): { photo: Photo; hit: Hit } | null {
  for (const { photo, hits } of results) {
    const hit = distinctHits(hits).find((each) => each.word === word);
    if (hit !== undefined) return { photo, hit };
  }
  return null;
}

/** The end of the list: scrolling near it loads more results. After an error, a button retries. */
function More() {
  const end = useRef<HTMLDivElement>(null);
  const more = useStore(search, (state) => state.more);
  const error = useStore(search, (state) => state.moreError);
  const isRefused = error !== null;
  useEffect(() => {
    if (isRefused) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) void more();
      },
      { rootMargin: '800px' },
    );
    if (end.current !== null) observer.observe(end.current);
    return () => {
      observer.disconnect();
    };
  }, [isRefused, more]);
  return (
    <div ref={end} className="results-end">
      {error !== null && (
        <>
          <p role="alert">{error.message}</p>
          <Button onClick={() => void more()}>Try again</Button>
        </>
      )}
    </div>
  );
}

/** Reports the label that was just made, with Undo, or the error if it could not be made. */
function JudgedNotice() {
  const last = useStore(judgements, (state) => state.last);
  const isSending = useStore(judgements, (state) => state.isSending);
  const error = useStore(judgements, (state) => state.error);
  const { undo, forget, forgetError } = judgements.getState();
  return (
    <>
      <div className="judged" role="status">
        {last !== null && (
          <>
            {/* A new key, so that a screen reader announces the next label even if its text is the same. */}
            <Said key={`${String(last.photo)} ${last.revision}`} judgement={last.judgement} />
            <Button kind="quiet" icon={Undo2} disabled={isSending} onClick={() => void undo()}>
              Undo
            </Button>
            <IconButton label="Dismiss" icon={X} onClick={forget} />
          </>
        )}
      </div>
      <div className="judged is-wrong" role="alert">
        {error !== null && (
          <>
            <span>{error.message}</span>
            <IconButton label="Dismiss error" icon={X} onClick={forgetError} />
          </>
        )}
      </div>
    </>
  );
}

function Said({ judgement }: { readonly judgement: Judgement }) {
  if (judgement.kind === 'mark') {
    return <span>{judgement.mark === 'illegible' ? 'Marked as illegible.' : 'Marked as not text.'}</span>;
  }
  return (
    <span>
      Labelled “<bdi>{judgement.text.trim()}</bdi>”.
    </span>
  );
}
