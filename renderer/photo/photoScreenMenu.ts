import { ClipboardCopy, Copy, FileCode, Printer } from 'lucide-react';
import type { Photo } from '../../shared/contract/photo.ts';
import { wordIdSchema } from '../../shared/contract/word.ts';
import { markdownText } from '../../shared/page/markdown.ts';
import { textBlocks, textOfLines } from '../../shared/page/page.ts';
import {
  changeItems,
  correctItem,
  exportItem,
  fileItems,
  otherPicturesItems,
  pictureItems,
  removeItem,
} from '../common/photoMenu.ts';
import { copyText } from '../state/messages.ts';
import { selectedLines } from '../state/photo.ts';
import { photo as photoStore } from '../state/stores.ts';
import type { Menu, MenuItem } from '../ui/ContextMenu.tsx';
import { whenHitsAreKnown } from './hits.ts';
import { printPhoto } from './printPhoto.ts';

/** The menu of the photo on screen: of its text, its picture and the photo itself. */
export function photoScreenMenu(
  {
    photo,
    query,
    onRemove,
  }: { readonly photo: Photo; readonly query: string; readonly onRemove: () => void },
  target: Element,
): Menu | null {
  if (target.closest('.stage, .text-panel') === null || target.closest('.stage-controls') !== null)
    return null;
  selectUnder(target);
  const { words, selected } = photoStore.getState();
  const quads = whenHitsAreKnown(photo.id, query).then((hits) =>
    words.filter(({ id }) => hits.has(id)).map(({ quad }) => quad),
  );
  return [
    textItems(),
    [
      ...pictureItems({ photo, quads }),
      {
        label: 'Print…',
        icon: Printer,
        keys: ['Ctrl', 'P'],
        act: () => {
          void printPhoto(photo, query);
        },
      },
    ],
    [
      ...fileItems(photo),
      ...otherPicturesItems(photo),
      exportItem(photo, query),
      { ...correctItem(photo.id, selected), keys: ['e'] },
    ],
    [...changeItems([photo.id]), removeItem(onRemove)],
  ].filter((items) => items.length > 0);
}

function textItems(): MenuItem[] {
  const { lines, blocks, marks } = photoStore.getState();
  const selected = selectedLines(photoStore.getState());
  const all: MenuItem = {
    label: 'Copy all text',
    icon: Copy,
    act: () => void copyText(textOfLines(lines), 'Copied the text.'),
  };
  const markdown: MenuItem = {
    label: 'Copy as Markdown',
    icon: FileCode,
    act: () =>
      void copyText(
        markdownText(selected.length === 0 ? blocks : textBlocks({ lines: selected, marks })),
        'Copied as Markdown.',
      ),
  };
  const some: MenuItem = {
    label: 'Copy',
    icon: ClipboardCopy,
    keys: ['Ctrl', 'C'],
    act: () => void copyText(textOfLines(selected), 'Copied the selected text.'),
  };
  if (lines.length === 0) return [];
  return selected.length === 0 ? [all, markdown] : [some, all, markdown];
}

/** A word that is not in the selected text is selected instead. */
function selectUnder(target: Element): void {
  const { hovered, select } = photoStore.getState();
  const own = wordIdSchema.safeParse(Number(target.closest<HTMLElement>('[data-word]')?.dataset.word)).data;
  const word = own ?? (target.closest('.stage') === null ? null : hovered);
  if (word === null) return;
  const within = selectedLines(photoStore.getState()).flat();
  if (!within.some(({ id }) => id === word)) select(word);
}
