import type { Contract } from '../../shared/contract/contract.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { linesOfWords, textBlocks, type TextBlock } from '../../shared/page/page.ts';
import { isReadable, shownWords } from '../../shared/page/readability.ts';
import { type Failure, failureOf } from '../../shared/result.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { type Box, boxArea, type Point, quadContains } from '../../shared/geometry.ts';
import { storeOf, type StateOf } from './storeOf.ts';

export type PhotoState = StateOf<typeof createPhotoStore>;

const noSelection = {
  /** The last word of the selected text, or the selected word. */
  selected: null as WordId | null,
  /** The word at the other end of the selected text; the same for a single word. */
  anchor: null as WordId | null,
};
const nothing = {
  photo: null as Photo | null,
  words: [] as readonly Word[],
  /** Boxes without text. */
  marks: [] as readonly Box[],
  /** The shown text. Of writing that a model cannot read, only what a person typed, until the rest is asked for. */
  lines: [] as Lines,
  /** The same in blocks. */
  blocks: [] as readonly TextBlock<Word>[],
  isReadable: true,
  error: null as Failure | null,
  ...noSelection,
  hovered: null as WordId | null,
};

/** The photo on the photo screen, and which of its words are selected and hovered. */
export function createPhotoStore(host: Pick<Contract, 'getPhoto'>) {
  let newest = 0;
  /** The photo of which all text is shown. */
  let shownWhole: PhotoId | null = null;

  const { set, get, withActions } = storeOf({
    id: null as PhotoId | null,
    ...nothing,
    /** Whether words that are surely read have an outline, too. */
    areBoxesShown: false,
    /** Whether the mask of a line finder is shown. */
    areLinesShown: false,
  });
  /** Reloads the photo after a change; the old state stays until the answer arrives. */
  const refresh = async () => {
    const { id } = get();
    if (id === null) return;
    const number = ++newest;
    try {
      const { photo, words, marks } = await host.getPhoto({ photo: id });
      if (number !== newest) return;
      const isWhole = shownWhole === id;
      const { selected, anchor } = get();
      const isKept = [selected, anchor].every((end) => words.some(({ id: word }) => word === end));
      set({
        photo,
        words,
        marks,
        ...shownText(isWhole ? words : shownWords(words), marks),
        isReadable: isWhole || isReadable(words),
        error: null,
        ...(isKept ? {} : noSelection),
        hovered: null,
      });
    } catch (thrown) {
      if (number === newest) set({ ...nothing, error: failureOf(thrown) });
    }
  };
  return withActions({
    /** Shows a photo. The previous one stays until the answer arrives, so that the screen does not flash. */
    open: async (id: PhotoId) => {
      if (id !== get().id) set({ id, error: null, ...noSelection, hovered: null });
      await refresh();
    },
    /** Clears the photo when its screen is left. */
    close: () => {
      newest += 1;
      set({ ...nothing, id: null });
    },
    refresh,
    select: (selected: WordId | null) => {
      set({ selected, anchor: selected });
    },
    /** Selects the text from the anchor to a word, in reading order. */
    extend: (selected: WordId) => {
      set({ selected, anchor: get().anchor ?? selected });
    },
    selectLine: (word: WordId) => {
      const line = get().lines.find((words) => words.some(({ id }) => id === word));
      set({ anchor: line?.[0]?.id ?? null, selected: line?.at(-1)?.id ?? null });
    },
    selectAll: () => {
      const { lines } = get();
      set({ anchor: lines[0]?.[0]?.id ?? null, selected: lines.at(-1)?.at(-1)?.id ?? null });
    },
    hover: (hovered: WordId | null) => {
      if (hovered !== get().hovered) set({ hovered });
    },
    toggleBoxes: () => {
      set({ areBoxesShown: !get().areBoxesShown });
    },
    toggleLines: () => {
      set({ areLinesShown: !get().areLinesShown });
    },
    /** Shows all text of this photo, however badly it was read. */
    showAllText: () => {
      const { id, words, marks } = get();
      shownWhole = id;
      set({ ...shownText(words, marks), isReadable: true });
    },
  });
}

/** The words of each line of handwriting, in reading order. */
export type Lines = readonly (readonly Word[])[];

function shownText(words: readonly Word[], marks: readonly Box[]): Pick<PhotoState, 'lines' | 'blocks'> {
  const lines = linesOfWords(words);
  return { lines, blocks: textBlocks({ lines, marks }) };
}

/** The lines of the selected text, with its words only. */
export function selectedLines({
  lines,
  anchor,
  selected,
}: Pick<PhotoState, 'lines' | 'anchor' | 'selected'>): Lines {
  const flat = lines.flat().map(({ id }) => id);
  const ends = [anchor, selected].map((end) => flat.findIndex((id) => id === end)).sort((a, b) => a - b);
  const [first = -1, last = -1] = ends;
  if (first === -1) return [];
  const within = new Set(flat.slice(first, last + 1));
  return lines.map((words) => words.filter(({ id }) => within.has(id))).filter((words) => words.length > 0);
}

export type Direction = 'previous' | 'next' | 'up' | 'down';

/**
 * The word that an arrow key moves to: left and right follow the reading order across lines, up and
 * down move to the horizontally nearest word of the neighbouring line. Null at the end of the page.
 */
export function neighbourWord(lines: Lines, from: WordId | null, direction: Direction): Word | null {
  const flat = lines.flat();
  const index = flat.findIndex(({ id }) => id === from);
  const current = flat[index];
  if (current === undefined) return (direction === 'previous' ? flat.at(-1) : flat[0]) ?? null;
  if (direction === 'previous') return index > 0 ? (flat[index - 1] ?? null) : null;
  if (direction === 'next') return flat[index + 1] ?? null;
  const row = lines.findIndex((words) => words.includes(current));
  const other = lines[row + (direction === 'up' ? -1 : 1)];
  if (other === undefined) return null;
  const middle = centre(current);
  return other.reduce<Word | null>((nearest, word) => {
    if (nearest === null) return word;
    return Math.abs(centre(word) - middle) < Math.abs(centre(nearest) - middle) ? word : nearest;
  }, null);
}

/** The word at a point of the photo; if several overlap there, the smallest. */
export function wordAt(words: readonly Word[], point: Point): Word | null {
  let found: Word | null = null;
  for (const word of words) {
    if (!quadContains(word.quad, point)) continue;
    if (found === null || boxArea(word.box) < boxArea(found.box)) found = word;
  }
  return found;
}

/** The word nearest to a point of the photo. */
export function wordNear(words: readonly Word[], point: Point): Word | null {
  const under = wordAt(words, point);
  if (under !== null) return under;
  let found: Word | null = null;
  let least = Infinity;
  for (const word of words) {
    const away = distanceTo(word.box, point);
    if (away >= least) continue;
    found = word;
    least = away;
  }
  return found;
}

/** Squared distance of a point to a box; 0 within it. */
function distanceTo([left, top, width, height]: Box, [x, y]: Point): number {
  const dx = Math.max(left - x, 0, x - left - width);
  const dy = Math.max(top - y, 0, y - top - height);
  return dx * dx + dy * dy;
}

function centre({ box: [x, , width] }: Word): number {
  return x + width / 2;
}
