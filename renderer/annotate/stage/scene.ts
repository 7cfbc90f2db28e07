import type { Quad } from '../../../shared/geometry.ts';
import { snapToInk } from '../geometry/ink.ts';
import { gridOf, type WordGrid } from '../geometry/wordGrid.ts';
import type { NewIds } from '../model/edits.ts';
import type { EditorState } from '../model/editorStore.ts';
import type { Labels } from '../model/labels.ts';
import type { Scene } from '../tools/gesture.ts';
import type { PictureState } from './photoPicture.ts';
import type { StageViewState } from './stageView.ts';

const grids = new WeakMap<Labels, WordGrid>();

/** The grid for one state of the words, built on first use. */
export function gridFor(labels: Labels): WordGrid {
  const known = grids.get(labels);
  if (known !== undefined) return known;
  const grid = gridOf(labels.words.values());
  grids.set(labels, grid);
  return grid;
}

/** The scene that the tools work on. */
export function sceneOf(
  { labels, selection }: Pick<EditorState, 'labels' | 'selection'>,
  { photo, view }: Pick<StageViewState, 'photo' | 'view'>,
  { picture }: Pick<PictureState, 'picture'>,
  newIds: NewIds,
): Scene {
  const ink = picture?.ink ?? null;
  return {
    labels,
    grid: gridFor(labels),
    selection,
    newIds,
    photo,
    scale: view.scale,
    snap: (quad: Quad) => (ink === null ? quad : snapToInk(quad, ink)),
  };
}
