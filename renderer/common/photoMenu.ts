import {
  Copy,
  FileCode,
  FileOutput,
  FolderOpen,
  Heart,
  ImageDown,
  Images,
  PencilLine,
  RotateCcwSquare,
  RotateCwSquare,
  ScanText,
  Share2,
  SquareArrowOutUpRight,
  Tag,
  Trash2,
} from 'lucide-react';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { markdownText } from '../../shared/page/markdown.ts';
import { linesOfWords, textBlocks, textOfLines } from '../../shared/page/page.ts';
import { shownWords } from '../../shared/page/readability.ts';
import { desktop, host } from '../host/transport.ts';
import { copyText } from '../state/messages.ts';
import type { Route } from '../state/route.ts';
import { attempt, navigation, show } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';
import type { Menu, MenuItem } from '../ui/ContextMenu.tsx';
import { collectionsDialog, toggleFavourites } from './collections.ts';
import { exportDialog, exportedPhoto, exportedPhotos } from './exporting.ts';
import { canShare, copyPicture, savePicture, sharePicture, type LitPhoto } from './litPicture.ts';
import { rotatePhotos } from './rotating.ts';

/** The menu of one photo that is shown in a list. */
export function photoMenu(lit: LitPhoto, open: Route, query: string): Menu {
  const { photo } = lit;
  return [
    [
      {
        label: 'Open',
        icon: SquareArrowOutUpRight,
        keys: ['Enter'],
        act: () => {
          navigation.getState().navigate(open);
        },
      },
      correctItem(photo.id),
    ],
    [
      { label: 'Copy text', icon: Copy, act: () => void copyTextOf(photo, false) },
      { label: 'Copy as Markdown', icon: FileCode, act: () => void copyTextOf(photo, true) },
      ...pictureItems(lit),
    ],
    [...fileItems(photo), exportItem(photo, query)],
    changeItems([photo.id]),
  ];
}

/** The menu of several photos. */
export function photosMenu(photos: readonly PhotoId[]): Menu {
  const act = () => {
    exportDialog.getState().open(exportedPhotos(photos));
  };
  return [[{ label: 'Export…', icon: FileOutput, changes: 'exportPhotos', act }], changeItems(photos)];
}

/** @param word where the label editor opens; null: where it was, or at the first word */
export function correctItem(photo: PhotoId, word: WordId | null = null): MenuItem {
  const route: Route = { screen: 'annotate', photo, word, isQueue: false };
  return {
    label: 'Correct words',
    icon: PencilLine,
    changes: 'editLabels',
    act: () => {
      navigation.getState().navigate(route);
    },
  };
}

/** What can be done with the picture of a photo and the words highlighted on it. */
export function pictureItems(lit: LitPhoto): MenuItem[] {
  const share = { label: 'Share…', icon: Share2, act: () => void sharePicture(lit) };
  return [
    { label: 'Copy image', icon: Images, act: () => void copyPicture(lit) },
    { label: 'Save image', icon: ImageDown, act: () => void savePicture(lit) },
    ...(canShare() ? [share] : []),
  ];
}

/** @param query the search that found the photo, whose hits are highlighted in pictures; '' for none */
export function exportItem(photo: Photo, query: string): MenuItem {
  return {
    label: 'Export…',
    icon: FileOutput,
    changes: 'exportPhotos',
    act: () => {
      exportDialog.getState().open(exportedPhoto(photo, query));
    },
  };
}

/** Imports the other pictures of a file with several: a burst, the frames of an animation. */
export function otherPicturesItems({ path, pictures }: Photo): MenuItem[] {
  if (pictures === 1) return [];
  const act = () => void attempt(host.importPaths({ paths: [path], read: true, allPictures: true }));
  return [
    {
      label: `Import ${formatPlural(pictures - 1, 'other picture')}`,
      icon: Images,
      changes: 'importPaths',
      act,
    },
  ];
}

/** What only the desktop app can do. */
export function fileItems(photo: Photo): MenuItem[] {
  if (desktop === undefined) return [];
  const act = () => void attempt(host.showPhotoFile({ photo: photo.id }));
  return [{ label: 'Show in folder', icon: FolderOpen, act }];
}

/** Takes photos out of the library, from where they can be restored. */
export function removeItem(act: () => void): MenuItem {
  return { label: 'Remove', icon: Trash2, keys: ['Delete'], changes: 'removePhotos', isDanger: true, act };
}

/** What changes photos, by the names and keys of the toolbar. */
export function changeItems(photos: readonly PhotoId[]): MenuItem[] {
  return [
    {
      label: 'Favourite',
      icon: Heart,
      keys: ['f'],
      changes: 'changeCollection',
      act: () => void toggleFavourites(photos),
    },
    {
      label: 'Albums and tags…',
      icon: Tag,
      keys: ['l'],
      changes: 'changeCollection',
      act: () => {
        collectionsDialog.getState().open(photos);
      },
    },
    {
      label: 'Rotate right',
      icon: RotateCwSquare,
      keys: ['r'],
      changes: 'rotatePhotos',
      act: () => {
        rotatePhotos(photos, 90);
      },
    },
    {
      label: 'Rotate left',
      icon: RotateCcwSquare,
      keys: ['Shift', 'r'],
      changes: 'rotatePhotos',
      act: () => {
        rotatePhotos(photos, 270);
      },
    },
    {
      label: 'Read again',
      icon: ScanText,
      changes: 'readPhotos',
      act: () => void attempt(host.readPhotos({ photos: [...photos] })),
    },
  ];
}

async function copyTextOf({ id, name }: Photo, isMarkdown: boolean): Promise<void> {
  const answer = await attempt(host.getPhoto({ photo: id }));
  if (answer === undefined) return;
  const lines = linesOfWords(shownWords(answer.words));
  const text = isMarkdown ? markdownText(textBlocks({ lines, marks: answer.marks })) : textOfLines(lines);
  if (text === '') show('notice', `${name} has no text that can be read.`);
  else await copyText(text, `Copied the text of ${name}.`);
}
