import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { WordId } from '../../shared/contract/word.ts';
import { textOfLines } from '../../shared/page/page.ts';
import { selectedLines, type Lines } from '../state/photo.ts';
import { photo as photoStore } from '../state/stores.ts';
import { useWindowKeys } from '../ui/useGlobalKeys.ts';

/**
 * Selects the pressed word, with Shift the text up to it, and the whole line with the third click in a row.
 *
 * @param word null for a press beside all words
 */
export function pressWord(
  word: WordId | null,
  { shiftKey, detail }: { readonly shiftKey: boolean; readonly detail: number },
): void {
  const { select, extend, selectLine } = photoStore.getState();
  if (word === null) select(null);
  else if (shiftKey) extend(word);
  else if (detail === 3) selectLine(word);
  else select(word);
}

/** Focuses a word of the text beside the photo. */
export function focusWord(word: WordId): void {
  document.querySelector<HTMLElement>(`.text-word[data-word="${String(word)}"]`)?.focus();
}

/** Focuses the field of the selected word; false if no word is selected. */
export function focusWordField(): boolean {
  const field = document.querySelector<HTMLInputElement>('.word-details input');
  field?.focus();
  field?.select();
  return field !== null;
}

/** The lines of the selected text, with its words only. */
export function useSelectedLines(): Lines {
  const lines = useStore(photoStore, (state) => state.lines);
  const anchor = useStore(photoStore, (state) => state.anchor);
  const selected = useStore(photoStore, (state) => state.selected);
  return useMemo(() => selectedLines({ lines, anchor, selected }), [lines, anchor, selected]);
}

/** Ctrl+A selects all text of the photo, and Ctrl+C copies what is selected. */
export function useTextKeys(): void {
  useWindowKeys(({ key, ctrlKey, metaKey, altKey, shiftKey }) => {
    if (key.toLowerCase() !== 'a' || ctrlKey === metaKey || altKey || shiftKey) return false;
    photoStore.getState().selectAll();
    return true;
  });
  useEffect(() => {
    document.addEventListener('copy', copySelected);
    return () => {
      document.removeEventListener('copy', copySelected);
    };
  }, []);
}

/** Leaves text alone that is selected in a field or elsewhere on the screen. */
function copySelected(event: ClipboardEvent): void {
  const isElsewhere = event.target instanceof HTMLInputElement || getSelection()?.isCollapsed === false;
  const within = selectedLines(photoStore.getState());
  if (isElsewhere || within.length === 0) return;
  event.clipboardData?.setData('text/plain', textOfLines(within));
  event.preventDefault();
}
