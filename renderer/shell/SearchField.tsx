import { Search, X } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useRef,
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
} from 'react';
import { useStore } from 'zustand';
import { openActiveHit, stepToHit } from '../common/stepping.ts';
import { navigation } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { isDialogOpen, isTyping } from '../ui/keyboard.ts';
import { Keys } from '../ui/Keys.tsx';

/** The search field, shown on every screen. Typing in it opens the search screen. */
export function SearchField() {
  const route = useStore(navigation, (state) => state.route);
  const query = route.screen === 'search' || route.screen === 'photo' ? route.query : '';
  const input = useRef<HTMLInputElement>(null);
  useFocusKeys(input);

  const search = (text: string) => {
    navigation.getState().navigate({ screen: 'search', query: text }, { replace: route.screen === 'search' });
  };

  return (
    <search className="search-field">
      <Search size={18} aria-hidden />
      <input
        ref={input}
        type="search"
        dir="auto"
        value={query}
        maxLength={1000}
        placeholder="Search your handwriting"
        aria-label="Search your handwriting"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => {
          search(event.target.value);
        }}
        onKeyDown={(event) => {
          handleKey(event, search);
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
          }}
        />
      )}
    </search>
  );
}

function handleKey(event: ReactKeyboardEvent<HTMLInputElement>, search: (text: string) => void): void {
  if (event.nativeEvent.isComposing) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) openActiveHit();
    else stepToHit(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    const isOnSearch = navigation.getState().route.screen === 'search';
    if (isOnSearch && event.currentTarget.value !== '') search('');
    else event.currentTarget.blur();
  }
}

function useFocusKeys(input: RefObject<HTMLInputElement | null>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isDialogOpen()) return;
    const isSlash = event.key === '/' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
    const isCommand = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!isSlash && !isCommand) return;
    event.preventDefault();
    input.current?.focus();
    input.current?.select();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
