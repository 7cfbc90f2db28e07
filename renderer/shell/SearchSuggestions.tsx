import { Bookmark, History, Search, X, type LucideIcon } from 'lucide-react';
import { formatPlural } from '../ui/format.ts';
import type { Suggestion } from './suggestions.ts';

const kinds: Readonly<Record<Suggestion['kind'], { readonly icon: LucideIcon; readonly name: string }>> = {
  recent: { icon: History, name: 'Recent search' },
  saved: { icon: Bookmark, name: 'Saved search' },
  completion: { icon: Search, name: '' },
  example: { icon: Search, name: 'Word of your photos' },
};

export function suggestionId(index: number): string {
  return `search-suggestion-${index}`;
}

interface SearchSuggestionsProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  /** The index of the active one; -1 for none. */
  readonly active: number;
  readonly onChoose: (suggestion: Suggestion) => void;
  /** Removes a recent search. */
  readonly onRemove: (suggestion: Suggestion) => void;
}

/**
 * The list below the search field, which keeps the focus. The button that removes a recent search is for the mouse: an option
 * may not contain a button, so the key Delete does the same.
 */
export function SearchSuggestions({ id, suggestions, active, onChoose, onRemove }: SearchSuggestionsProps) {
  return (
    <ul
      id={id}
      className="popover search-suggestions suggestion-list"
      role="listbox"
      aria-label="Suggestions"
    >
      {suggestions.map((suggestion, index) => {
        const { icon: Icon, name } = kinds[suggestion.kind];
        return (
          <li
            key={suggestion.query}
            id={suggestionId(index)}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              onChoose(suggestion);
            }}
          >
            <Icon size={16} aria-hidden />
            <bdi className="search-suggestion-name">{suggestion.name}</bdi>
            {name !== '' && (
              <span className={suggestion.kind === 'example' ? 'search-suggestion-count' : 'visually-hidden'}>
                <span className="visually-hidden">, </span>
                {name}
              </span>
            )}
            {suggestion.photos !== null && (
              <span className="search-suggestion-count">
                <span className="visually-hidden">, </span>
                {formatPlural(suggestion.photos, 'photo')}
              </span>
            )}
            {suggestion.kind === 'recent' && (
              <span
                className="search-suggestion-remove"
                title="Remove from recent searches (Delete)"
                onClick={(event) => {
                  event.stopPropagation();
                  onRemove(suggestion);
                }}
              >
                <X size={14} aria-hidden />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
