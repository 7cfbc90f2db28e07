import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { WordId } from '../../shared/contract/word.ts';
import { selectedLines, textOfLines, type WordLine } from '../state/photo.ts';
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

/** The lines of the selected text, with its words only. */
export function useSelectedLines(): readonly WordLine[] {
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
