import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { connection, navigation, recentSearches } from '../state/stores.ts';
import { exampleWords } from './exampleWords.ts';
import { suggestionsFor, type Suggestion } from './suggestions.ts';

/** The list of suggestions of the search field. */
export interface SuggestionList {
  /** None while the list is closed. */
  readonly suggestions: readonly Suggestion[];
  readonly isOpen: boolean;
  /** The index of the suggestion that Enter uses; -1 for none. */
  readonly active: number;
  readonly open: () => void;
  readonly close: () => void;
  readonly choose: (suggestion: Suggestion) => void;
  /** Removes a recent search. */
  readonly remove: (suggestion: Suggestion) => void;
  /** Handles a key, and returns whether it did. */
  readonly handleKey: (key: string) => boolean;
}

/** @param onChoose searches the query of a suggestion */
export function useSuggestions(query: string, onChoose: (query: string) => void): SuggestionList {
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useFound(isOpen ? query : null);
  useRecentPhotos();

  const open = () => {
    setOpen(true);
    setActive(-1);
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion) => {
    recentSearches.getState().add(suggestion.query);
    onChoose(suggestion.query);
    close();
  };
  const remove = (suggestion: Suggestion) => {
    recentSearches.getState().remove(suggestion.query);
    setActive(-1);
  };
  const handleKey = (key: string): boolean => {
    const chosen = suggestions[active];
    if (suggestions.length === 0) {
      if (key !== 'ArrowDown' || isOpen) return false;
      setOpen(true);
      setActive(0);
    } else if (key === 'ArrowDown') setActive(active + 1 < suggestions.length ? active + 1 : -1);
    else if (key === 'ArrowUp') setActive(active >= 0 ? active - 1 : suggestions.length - 1);
    else if (key === 'Enter' && chosen !== undefined) choose(chosen);
    else if (key === 'Delete' && chosen?.kind === 'recent') remove(chosen);
    else if (key === 'Escape') close();
    else return false;
    return true;
  };
  return { suggestions, isOpen, active, open, close, choose, remove, handleKey };
}

/**
 * Suggestions for a query; none while the host is not connected, and none of an older query.
 *
 * @param query null while the list is closed
 */
function useFound(query: string | null): readonly Suggestion[] {
  const isConnected = useStore(connection, (state) => state.state === 'connected');
  const recent = useStore(recentSearches, (state) => state.queries);
  const { answer: saved = [] } = useCall('listSavedSearches', {});
  const isNew = query?.trim() === '' && recent.length + saved.length === 0;
  const examples = useExamples(isConnected && isNew);
  const isAsked = isConnected && query !== null && query.trim() !== '';
  const { answer: completions = [] } = useCall('completeQuery', isAsked ? { query } : null);
  return isConnected && query !== null ? suggestionsFor(query, { recent, saved, completions, examples }) : [];
}

/** Example words for a person who has not searched yet. */
function useExamples(areShown: boolean): readonly string[] {
  const [examples, setExamples] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!areShown) return undefined;
    let isCurrent = true;
    // Without examples the person types a word.
    void exampleWords(host).then(
      (found) => {
        if (isCurrent) setExamples(found);
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [areShown]);
  return areShown ? examples : [];
}

/** A search after which the person opens a photo becomes a recent one. */
function useRecentPhotos(): void {
  useEffect(
    () =>
      navigation.subscribe(({ route }, { route: before }) => {
        if (route.screen === 'photo' && before.screen === 'search') {
          recentSearches.getState().add(before.query);
        }
      }),
    [],
  );
}
