import { Check, CornerLeftUp, File, Folder, Image } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { isPhotoName } from '../../shared/contract/photo.ts';
import { FilePreview } from './FilePreview.tsx';
import type { FolderBrowsingState } from './folderBrowsing.ts';
import { IconButton } from '../ui/Button.tsx';

/** CSS pixels. */
const rowHeight = 36;

const icons = { folder: Folder, photo: Image, file: File } as const;

interface FolderEntriesProps {
  readonly state: FolderBrowsingState;
  /** Name of the list for screen readers, such as "Folders and photos". */
  readonly label?: string;
  /** Whether several entries can be selected. */
  readonly isMany?: boolean;
}

/** The contents of the folder, as a list box: arrows, Home, End and first letters move in it. */
export function FolderEntries(props: FolderEntriesProps) {
  const { state, label = 'Folders and photos', isMany = true } = props;
  const { listing, cursor, marked } = state;
  const entries = listing?.entries ?? [];
  const list = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });

  useEffect(() => {
    list.current?.focus();
  }, [listing?.path]);
  useEffect(() => {
    if (cursor < entries.length) rows.scrollToIndex(cursor);
  }, [cursor, entries.length, rows]);

  return (
    <div
      ref={list}
      className="folder-entries"
      role="listbox"
      aria-label={label}
      aria-multiselectable={isMany}
      tabIndex={0}
      {...(entries.length === 0 ? {} : { 'aria-activedescendant': `${prefix}-${cursor}` })}
      onKeyDown={(event) => {
        handleKey(event, state);
      }}
    >
      {listing !== null && entries.length === 0 && (
        <div className="hint" role="option" aria-selected={false} aria-disabled>
          No photos and no folders in this folder.
        </div>
      )}
      <div role="presentation" className="folder-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          const isMarked = marked.has(entry.path);
          const Icon = icons[entry.kind];
          return (
            <div
              key={entry.path}
              id={`${prefix}-${index}`}
              role="option"
              aria-posinset={index + 1}
              aria-setsize={entries.length}
              aria-selected={isMarked}
              className={index === cursor ? 'folder-entry is-current' : 'folder-entry'}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                state.moveTo(index);
                if (entry.kind === 'folder') void state.open(entry.path);
                else state.toggleMark(entry.path);
              }}
            >
              {entry.kind === 'photo' && isPhotoName(entry.name) ? (
                <FilePreview path={entry.path} />
              ) : (
                <Icon size={16} aria-hidden />
              )}
              <span className="folder-entry-name" dir="auto">
                {entry.name}
              </span>
              {isMarked && <Check size={16} aria-hidden />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function handleKey(event: KeyboardEvent, state: FolderBrowsingState): void {
  const { listing, cursor, moveTo, toggleMark, open, up } = state;
  const entries = listing?.entries ?? [];
  const entry = entries[cursor];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + 10,
    PageUp: cursor - 10,
    Home: 0,
    End: entries.length - 1,
  };
  const target = moves[event.key];
  const isMark = event.key === ' ' || event.key === 'Enter';
  if (target === undefined && !isMark && event.key !== 'Backspace') {
    if (event.key.length === 1) moveTo(findByLetter(entries, cursor, event.key));
    return;
  }
  event.preventDefault();
  if (target !== undefined) moveTo(target);
  else if (!isMark) void up();
  else if (event.key === 'Enter' && entry?.kind === 'folder') void open(entry.path);
  else if (entry !== undefined) toggleMark(entry.path);
}

/** The next entry whose name starts with the letter; the current one if no name does. */
function findByLetter(entries: readonly { name: string }[], cursor: number, letter: string): number {
  const starts = ({ name }: { name: string }) => name.toLowerCase().startsWith(letter.toLowerCase());
  const after = entries.findIndex((entry, index) => index > cursor && starts(entry));
  if (after >= 0) return after;
  const first = entries.findIndex(starts);
  return first >= 0 ? first : cursor;
}

/** The path of the folder that is open or being opened: editable, with a button to the parent folder. */
export function PathBar({ state }: { readonly state: FolderBrowsingState }) {
  const { listing, open, up } = state;
  const id = useId();
  const [path, setPath] = useState(state.path);
  const [before, setBefore] = useState(state.path);
  if (state.path !== before) {
    setBefore(state.path);
    setPath(state.path);
  }
  return (
    <form
      className="path-bar"
      onSubmit={(event) => {
        event.preventDefault();
        // The bar may be inside another form, which must not be submitted.
        event.stopPropagation();
        void open(path).then((isOpen) => {
          // What was typed can be corrected.
          if (!isOpen) setPath(path);
        });
      }}
    >
      <IconButton
        label="Parent folder"
        icon={CornerLeftUp}
        shortcut="Backspace"
        disabled={(listing?.parent ?? null) === null}
        onClick={() => void up()}
      />
      <label className="visually-hidden" htmlFor={id}>
        Folder
      </label>
      <input
        id={id}
        value={path}
        disabled={listing === null}
        spellCheck={false}
        onChange={(event) => {
          setPath(event.target.value);
        }}
      />
    </form>
  );
}
