import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { TileLayout } from '../../ui/useTileGrid.ts';

/** Gap between two tiles, in CSS pixels. */
export const tileGap = 12;
/** Height below the picture for the text and the note. */
const caption = 52;

/** Minimum width of a tile and height of its picture, in CSS pixels: lines are wide, pages are high. */
const sizes: Readonly<Record<SampleLevel, { readonly width: number; readonly picture: number }>> = {
  word: { width: 152, picture: 72 },
  line: { width: 400, picture: 72 },
  page: { width: 200, picture: 240 },
};

export interface SampleLayout extends TileLayout {
  /** Height of a tile's picture, in CSS pixels. */
  readonly picture: number;
}

/** The layout with as many columns as fit, for samples of one level. */
export function layOutTiles(width: number, level: SampleLevel): SampleLayout {
  const size = sizes[level];
  const columns = Math.max(1, Math.floor((width + tileGap) / (size.width + tileGap)));
  return { columns, rowHeight: size.picture + caption + tileGap, picture: size.picture };
}
