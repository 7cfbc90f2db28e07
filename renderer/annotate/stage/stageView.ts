import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Box, Point, Size } from '../../../shared/geometry.ts';
import {
  clampView,
  dragView,
  fitView,
  panBy,
  photoPoint,
  reveal,
  zoomTo,
  type View,
} from '../../ui/viewport.ts';
import { wheelView } from '../../ui/wheel.ts';

const nowhere: Size = { width: 0, height: 0 };

export interface StageViewState {
  readonly view: View;
  readonly stage: Size;
  readonly photo: Size;
  /** The whole photo stays in view when the window is resized, until the person zooms. */
  readonly isFitted: boolean;
  /** The box to zoom to as soon as the size of the stage is known. */
  readonly awaited: Box | null;
  readonly showPhoto: (photo: Size) => void;
  readonly measure: (stage: Size) => void;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly zoomToScale: (scale: number) => void;
  /** Zooms to a box of the photo, at a size that is comfortable to read. */
  readonly zoomToBox: (box: Box) => void;
  readonly wheel: (event: WheelEvent, at: Point) => void;
  /** Stage pixels; `other`: the position of a second finger. */
  readonly drag: (from: Point, to: Point, other?: Point) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly reveal: (box: Box) => void;
  /** From stage pixels to photo pixels. */
  readonly toPhoto: (at: Point) => Point;
}

/** Size of a word after zooming to it: its height in CSS pixels, and its largest share of the stage's width. */
const comfortableHeight = 96;
const comfortableShare = 0.6;

/**
 * The view of the photo on the editor's stage. It changes many times per second, so the canvases follow it outside
 * React.
 */
export function createStageView(): StoreApi<StageViewState> {
  return createStore<StageViewState>((set, get) => {
    const change = (next: (view: View, photo: Size, stage: Size) => View) => {
      const { view, photo, stage } = get();
      set({ view: next(view, photo, stage), isFitted: false });
    };
    return {
      view: { scale: 1, x: 0, y: 0 },
      stage: nowhere,
      photo: nowhere,
      isFitted: true,
      awaited: null,
      showPhoto: (photo) => {
        set({ photo, view: fitView(photo, get().stage), isFitted: true, awaited: null });
      },
      measure: (stage) => {
        const { photo, view, isFitted, awaited } = get();
        set({ stage, view: isFitted ? fitView(photo, stage) : clampView(view, photo, stage), awaited: null });
        if (awaited !== null) get().zoomToBox(awaited);
      },
      fit: () => {
        set({ view: fitView(get().photo, get().stage), isFitted: true });
      },
      zoomBy: (factor) => {
        change((view, photo, stage) => zoomTo(view, view.scale * factor, photo, stage));
      },
      zoomToScale: (scale) => {
        change((view, photo, stage) => zoomTo(view, scale, photo, stage));
      },
      zoomToBox: (box) => {
        if (get().stage.width === 0) {
          set({ awaited: box });
          return;
        }
        const [left, top, width, height] = box;
        change((_, photo, stage) => {
          const scale = Math.min(
            comfortableHeight / Math.max(height, 1),
            (stage.width * comfortableShare) / Math.max(width, 1),
          );
          const x = stage.width / 2 - (left + width / 2) * scale;
          const y = stage.height / 2 - (top + height / 2) * scale;
          return clampView({ scale, x, y }, photo, stage);
        });
      },
      wheel: (event, at) => {
        change((view, photo, stage) => wheelView(view, event, at, photo, stage));
      },
      drag: (from, to, other) => {
        change((view, photo, stage) => dragView(view, from, to, other, photo, stage));
      },
      pan: (dx, dy) => {
        change((view, photo, stage) => panBy(view, dx, dy, photo, stage));
      },
      reveal: (box) => {
        const { view, photo, stage } = get();
        if (stage.width === 0 || photo.width === 0) return;
        const next = reveal(view, box, photo, stage);
        if (next !== view) set({ view: next, isFitted: false });
      },
      toPhoto: (at) => photoPoint(get().view, at),
    };
  });
}
