import { ReadUnread } from '../common/ReadUnread.tsx';
import { NotConnected } from '../common/NotConnected.tsx';
import { SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { SearchPage } from '../../shared/contract/search.ts';
import { stepToHit } from '../common/stepping.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { libraryRoute } from '../state/route.ts';
import { connection, navigation, search } from '../state/stores.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { FacetBar } from './FacetBar.tsx';
import { headlineOf } from './headline.ts';
import { HeadlineTitle } from './HeadlineTitle.tsx';
import { OverlookedSearch } from './OverlookedSearch.tsx';
import { QuotedQuery } from './QuotedQuery.tsx';
import { ResultNotices } from './ResultNotices.tsx';
import { Results } from './Results.tsx';
import { SaveSearch } from './SaveSearch.tsx';
import { SyntaxHelp } from './SyntaxHelp.tsx';
import { overlooked } from './stores.ts';

export function SearchScreen({ query }: { readonly query: string }) {
  const page = useStore(search, (state) => state.page);
  const error = useStore(search, (state) => state.error);
  const ask = useStore(search, (state) => state.search);
  const isCutOff = useStore(connection, (state) => state.state !== 'connected');

  useWindowTitle(query);
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
    else if (key === 'Escape') navigation.getState().navigate(libraryRoute);
    else return false;
    return true;
  });

  // Not the results of an older query, which would look like those of this one.
  if (isCutOff && page?.query !== query) {
    return (
      <NotConnected>
        <QuotedQuery query={query} /> is searched once the connection is back.
      </NotConnected>
    );
  }
  if (error !== null) {
    return (
      <EmptyState icon={SearchX} title="Search failed">
        <p role="alert">{error.message}</p>
        <SyntaxHelp />
      </EmptyState>
    );
  }
  if (page === null) return <Loading text="Searching…" />;
  if (page.total === 0) return <NothingFound page={page} />;
  return <Results page={page} />;
}

function NothingFound({ page }: { readonly page: SearchPage }) {
  const { query, terms } = page;
  const headline = headlineOf(page);
  return (
    <div className="search-screen">
      <EmptyState icon={SearchX} title={<HeadlineTitle {...headline} />}>
        {headline.detail !== '' && <p>{headline.detail}</p>}
        <ReadUnread />
        <SaveSearch query={page.query} />
        <ResultNotices page={page} />
        <FacetBar query={query} />
        {terms.length > 0 && (
          <ul className="advice">
            <li>Try fewer words, or only the start of a word: the ends of words are misread most often.</li>
            <li>The spelling may be wrong by a letter or two. Very short words must match exactly.</li>
          </ul>
        )}
        <SyntaxHelp />
      </EmptyState>
      {terms.length > 0 && <OverlookedSearch page={page} />}
    </div>
  );
}
