import {
  Bookmark,
  Command,
  FileImage,
  MousePointerClick,
  PanelLeft,
  Search,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { writtenFilter } from '../../shared/queryFilters.ts';
import { collectionIcons } from '../common/collections.ts';
import { useCall } from '../host/useCall.ts';
import { everyPhoto, libraryRoute, type Route } from '../state/route.ts';
import { navigation, theme } from '../state/stores.ts';
import { themeNames, themeSchema } from '../state/windowState.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';
import { matchingEntries } from './matchingEntries.ts';
import { commandsOn, pressKey } from './shortcuts.ts';

interface PaletteEntry {
  readonly icon: LucideIcon;
  /** What it does, or where it goes. */
  readonly name: string;
  /** What kind of entry it is. */
  readonly kind: string;
  /** Other words for it. */
  readonly also?: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

const screens: readonly (readonly [name: string, route: Route])[] = [
  ['Library', libraryRoute],
  ['Correct words', { screen: 'label' }],
  ['Changed words', { screen: 'changed-words' }],
  ['Similar photos', { screen: 'similar-photos' }],
  ['Boxes to review', { screen: 'unlikely-words' }],
  ['Datasets', { screen: 'datasets' }],
  ['Train', { screen: 'training' }],
  ['New run', { screen: 'train', dataset: null, base: null }],
  ['Models', { screen: 'models' }],
  ['Settings', { screen: 'settings' }],
  ['About', { screen: 'about' }],
];

/** Photos beside everything else: with what is typed in their names, or those that were added last. */
const mostPhotos = 8;
const shortestName = 2;
const newest = { offset: 0, status: null, sort: 'added' } as const;

function goTo(route: Route): () => void {
  return () => {
    navigation.getState().navigate(route);
  };
}

/** The buttons in the header of the screen below, such as "Add photos". */
function headerButtons(): PaletteEntry[] {
  const buttons = document.querySelectorAll<HTMLButtonElement>(
    'main :is(header, .library-toolbar) button:enabled:not([aria-pressed])',
  );
  return [...buttons].map((button) => ({
    icon: MousePointerClick,
    name: (button.getAttribute('aria-label') ?? button.textContent).trim(),
    kind: 'Button',
    run: () => {
      button.click();
    },
  }));
}

/**
 * Everything that the palette offers on the screen below it.
 *
 * @param text what is typed: photos with it in their names are offered, and those of the newest until they are known
 */
function useEntries(text: string): PaletteEntry[] {
  const screen = useStore(navigation, (state) => state.route.screen);
  const { answer: collections = [] } = useCall('listCollections', {});
  const { answer: saved = [] } = useCall('listSavedSearches', {});
  const isNamed = text.trim().length >= shortestName;
  const { answer: recent } = useCall('listPhotos', { ...newest, limit: mostPhotos });
  const named = useCall(
    'search',
    isNamed
      ? { query: `${writtenFilter('name', text.trim())} `, offset: 0, limit: mostPhotos, depth: 'quick' }
      : null,
  ).answer?.results.map(({ photo }) => photo);
  const [buttons] = useState(headerButtons);
  const commands = commandsOn(screen);
  return [
    ...screens.map(([name, route]) => ({ icon: PanelLeft, name, kind: 'Go to', run: goTo(route) })),
    ...commands.map(({ what, title, keys, press }) => ({
      icon: Command,
      name: what,
      kind: title === 'Everywhere' ? 'Command' : title,
      keys,
      run: () => {
        pressKey(press);
      },
    })),
    ...buttons.filter(({ name }) => name !== '' && !commands.some(({ what }) => what === name)),
    ...themeSchema.options.map((chosen) => ({
      icon: Command,
      name: themeNames[chosen],
      kind: 'Command',
      also: 'mode switch',
      run: () => {
        theme.getState().choose(chosen);
      },
    })),
    ...collections.map(({ id, kind, name }) => ({
      icon: collectionIcons[kind],
      name,
      kind: { favourites: 'Go to', album: 'Album', tag: 'Tag' }[kind],
      run: goTo({ screen: 'library', ...everyPhoto, collection: id }),
    })),
    ...saved.map(({ name, query }) => ({
      icon: Bookmark,
      name,
      kind: 'Saved search',
      run: goTo({ screen: 'search', query }),
    })),
    ...(named ?? recent?.photos ?? []).map(({ id, name }) => ({
      icon: FileImage,
      name,
      kind: 'Photo',
      run: goTo({ screen: 'photo', photo: id, word: null, query: '', ...everyPhoto }),
    })),
  ];
}

/** The entries that match a text, and a search for the text. */
function shownFor(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const typed = text.trim();
  if (typed === '') return entries;
  return [
    ...matchingEntries(entries, typed),
    {
      icon: Search,
      name: `Search your handwriting for “${typed}”`,
      kind: '',
      run: goTo({ screen: 'search', query: typed }),
    },
  ];
}

/** All commands of the window, its screens, albums, tags, saved searches and recent photos, found by typing. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const shown = shownFor(useEntries(text), text);
  const listRef = useRef<HTMLUListElement>(null);
  useEffect(() => {
    listRef.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const take = ({ run }: PaletteEntry) => {
    onClose();
    // After the dialog has given the focus back: commands act on what has it.
    setTimeout(run);
  };
  const move = (by: 1 | -1) => {
    setActive((active + by + shown.length) % shown.length);
  };
  const handleKey = (key: string): boolean => {
    const chosen = shown[active];
    if (key === 'ArrowDown') move(1);
    else if (key === 'ArrowUp') move(-1);
    else if (key === 'Enter' && chosen !== undefined) take(chosen);
    else return false;
    return true;
  };

  return (
    <Dialog title="Command palette" onClose={onClose}>
      <input
        className="palette-field"
        data-first-focus=""
        role="combobox"
        aria-label="Command, screen, album or photo"
        aria-autocomplete="list"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={`${list}-${active}`}
        placeholder="Command, screen, album or photo"
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing && handleKey(event.key)) event.preventDefault();
        }}
      />
      <p className="visually-hidden" role="status">
        {formatPlural(shown.length, 'entry', 'entries')}
      </p>
      <ul
        ref={listRef}
        id={list}
        className="suggestion-list palette-list"
        role="listbox"
        aria-label="Entries"
      >
        {shown.map((entry, index) => {
          const { icon: Icon, name, kind, keys } = entry;
          return (
            <li
              key={`${kind} ${name} ${index}`}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              onClick={() => {
                take(entry);
              }}
            >
              <Icon size={16} aria-hidden />
              <bdi className="search-suggestion-name">{name}</bdi>
              <span className="search-suggestion-count">{kind}</span>
              {keys !== undefined && <Keys keys={keys} />}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
