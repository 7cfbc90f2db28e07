import { ChevronDown } from 'lucide-react';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import { likelyScore, weakBelow, type SearchPage } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import {
  firstWeak,
  hitGroups,
  hitSteps,
  isAt,
  isWhole,
  stacksOf,
  type HitGroup,
  type HitStep,
  type ResultStack,
} from '../state/hits.ts';
import { ExportPhotosButton } from '../common/ExportPhotos.tsx';
import { resultView, search } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { CorrectHit } from './CorrectHit.tsx';
import { FacetBar } from './FacetBar.tsx';
import { ReadUnread } from '../common/ReadUnread.tsx';
import { headlineOf } from './headline.ts';
import { HeadlineTitle } from './HeadlineTitle.tsx';
import { OverlookedSearch } from './OverlookedSearch.tsx';
import { ResultNotices } from './ResultNotices.tsx';
import { ResultViewControls } from './ResultViewControls.tsx';
import { SearchResultItem } from './SearchResultItem.tsx';
import { SaveSearch } from './SaveSearch.tsx';
import { SyntaxHelp } from './SyntaxHelp.tsx';

/** The results of a query, with filters and the number of photos. */
export function Results({ page }: { readonly page: SearchPage }) {
  const active = useStore(search, (state) => state.active);
  const isSearching = useStore(search, (state) => state.isSearching);
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const { layout, size } = useStore(resultView);
  const stacks = useMemo(() => stacksOf(page.results), [page.results]);
  const steps = useMemo(() => hitSteps(page.results), [page.results]);
  const firstLess = stacks.findIndex(({ top }) => top.score < likelyScore);
  const isNothing = page.likely === 0 && !page.results.some(({ score }) => score >= weakBelow);
  const strong = stacks.slice(0, isNothing ? 0 : firstWeak(stacks));
  // Stepping to a hit on a weak result shows them all.
  const isOnWeak = stacks
    .slice(strong.length)
    .some(({ top, others }) => [top, ...others].some(({ photo }) => photo.id === active?.photo));
  const shown = unfolded === page.query || isOnWeak ? stacks : strong;
  const folded =
    shown.length < stacks.length
      ? page.total - shown.reduce((sum, { others }) => sum + 1 + others.length, 0)
      : 0;
  const [asked, setAsked] = useState<WordId | null>(null);
  const opened = hitAt(page, asked);
  useGlobalKeys(({ key }) => {
    const word = active?.word ?? steps[0]?.word;
    if (key !== 'e' || word === undefined) return false;
    setAsked(word);
    return true;
  });
  const headline = useMemo(() => headlineOf(page), [page]);
  const index = active === null ? -1 : steps.findIndex((step) => isAt(step, active));

  return (
    <div className="search-screen" aria-busy={isSearching}>
      <header className="search-summary">
        <h1>
          <span role="status">
            <HeadlineTitle {...headline} />
            {headline.detail !== '' && <span className="search-detail">{` · ${headline.detail}`}</span>}
          </span>
        </h1>
        {index >= 0 && (
          <span className="search-place">
            Hit {formatCount(index + 1)}
            {isWhole(page) && ` of ${formatCount(steps.length)}`}
          </span>
        )}
        <ReadUnread />
        <SaveSearch query={page.query} />
        <ExportPhotosButton
          of={{ query: page.query }}
          title={formatPlural(page.likely > 0 ? page.likely : page.total, 'photo')}
          name={page.query}
        />
        <SyntaxHelp />
        <ResultViewControls />
      </header>
      <ResultNotices page={page} />
      <FacetBar query={page.query} />
      <ol
        className={layout === 'grid' ? 'results is-grid' : 'results'}
        style={{ ['--result-size' as string]: `${size}px` }}
      >
        {shown.map((stack, place) => (
          <Fragment key={stack.top.photo.id}>
            {place === firstLess && <li className="results-divider">Less likely</li>}
            <Stack stack={stack} query={page.query} active={active} onCorrect={setAsked} />
          </Fragment>
        ))}
      </ol>
      {opened !== null && (
        <CorrectHit
          key={opened.hit.start}
          {...opened}
          onClose={() => {
            // A correction that took long to save must close its own dialog, not one that was opened since.
            setAsked((now) => (now === opened.hit.start ? null : now));
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
      {page.terms.length > 0 && isWhole(page) && <OverlookedSearch page={page} />}
    </div>
  );
}

interface StackProps {
  readonly stack: ResultStack;
  readonly query: string;
  /** The current hit of "Next hit" and "Previous hit". */
  readonly active: HitStep | null;
  readonly onCorrect: (start: WordId) => void;
}

/** A result, and after it the results that show nearly the same picture, once the person opens the stack. */
function Stack({ stack: { top, others }, query, active, onCorrect }: StackProps) {
  const [isOpen, setOpen] = useState(false);
  // Stepping to a hit on one of them opens the stack.
  const isShown = isOpen || others.some(({ photo }) => photo.id === active?.photo);
  const shown = isShown ? [top, ...others] : [top];
  return shown.map((result) => (
    <SearchResultItem
      key={result.photo.id}
      result={result}
      query={query}
      active={active?.photo === result.photo.id ? active.word : null}
      onCorrect={onCorrect}
      isBelow={result !== top}
      below={result === top ? { count: others.length, isOpen: isShown, onToggle: setOpen } : null}
    />
  ));
}

/** The hit with a first word, and its photo. */
function hitAt({ results }: SearchPage, start: WordId | null): { photo: Photo; hit: HitGroup } | null {
  for (const { photo, hits } of results) {
    const hit = hitGroups(hits).find((each) => each.start === start);
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
