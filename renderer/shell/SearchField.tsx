import { useWindowEvent } from '../ui/useWindowEvent.ts';
import { Search, X } from 'lucide-react';
import { useRef, type KeyboardEvent as ReactKeyboardEvent, type RefObject } from 'react';
import { useStore } from 'zustand';
import { longestQuery } from '../../shared/contract/search.ts';
import { openActiveHit, stepToHit } from '../common/stepping.ts';
import { searchRoute } from '../state/route.ts';
import { navigation, recentSearches } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { isDialogOpen, isTyping } from '../ui/keyboard.ts';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';
import { SearchSuggestions, suggestionId } from './SearchSuggestions.tsx';
import { useSuggestions } from './useSuggestions.ts';

const listId = 'search-suggestions';

/** The search field, shown on every screen: a combobox. Typing in it shows the results; emptied, it shows the library. */
export function SearchField() {
  const route = useStore(navigation, (state) => state.route);
  const query = route.screen === 'search' || route.screen === 'photo' ? route.query : '';
  const input = useRef<HTMLInputElement>(null);
  const search = (text: string) => {
    navigation.getState().navigate(searchRoute(text), { replace: route.screen === 'search' });
  };
  const list = useSuggestions(query, search);
  const { suggestions, active } = list;
  const isShown = suggestions.length > 0;
  useFocusKey(input);

  return (
    <search className="search-field">
      <Search size={18} aria-hidden />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={isShown ? listId : undefined}
        aria-activedescendant={isShown && active >= 0 ? suggestionId(active) : undefined}
        dir="auto"
        value={query}
        maxLength={longestQuery}
        placeholder="Search your handwriting"
        aria-label="Search your handwriting"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => {
          search(event.target.value);
          list.open();
        }}
        onFocus={() => {
          if (query === '') list.open();
        }}
        onBlur={list.close}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (list.handleKey(event.key)) event.preventDefault();
          else handleKey(event, { search, close: list.close });
        }}
      />
      {query === '' ? (
        <Keys keys={['/']} />
      ) : (
        <IconButton
          label="Clear search"
          icon={X}
          onClick={() => {
            search('');
            input.current?.focus();
            list.open();
          }}
        />
      )}
      {isShown && (
        <SearchSuggestions
          id={listId}
          suggestions={suggestions}
          active={active}
          onChoose={list.choose}
          onRemove={list.remove}
        />
      )}
      <span className="visually-hidden" aria-live="polite">
        {isShown && formatPlural(suggestions.length, 'suggestion')}
      </span>
    </search>
  );
}

interface FieldActions {
  readonly search: (text: string) => void;
  /** Closes the list of suggestions. */
  readonly close: () => void;
}

function handleKey(event: ReactKeyboardEvent<HTMLInputElement>, { search, close }: FieldActions): void {
  if (event.key === 'Enter') {
    event.preventDefault();
    recentSearches.getState().add(event.currentTarget.value);
    close();
    if (event.ctrlKey || event.metaKey) openActiveHit();
    else stepToHit(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    const isOnSearch = navigation.getState().route.screen === 'search';
    if (isOnSearch && event.currentTarget.value !== '') search('');
    else event.currentTarget.blur();
  }
}

function useFocusKey(input: RefObject<HTMLInputElement | null>): void {
  useWindowEvent('keydown', (event) => {
    if (isDialogOpen()) return;
    const isSlash = event.key === '/' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
    if (!isSlash) return;
    event.preventDefault();
    input.current?.focus();
    input.current?.select();
  });
}
