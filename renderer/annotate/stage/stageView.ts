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
import { storeOf } from '../../state/storeOf.ts';

const nowhere: Size = { width: 0, height: 0 };

/** Size of a word after zooming to it: its height in CSS pixels, and its largest share of the stage's width. */
const comfortableHeight = 96;
const comfortableShare = 0.6;

/**
 * The view of the photo on the editor's stage. It changes many times per second, so the canvases follow it outside
 * React.
 */
export function createStageView() {
  const { set, get, withActions } = storeOf({
    view: { scale: 1, x: 0, y: 0 },
    stage: nowhere,
    photo: nowhere,
    /** The whole photo stays in view when the window is resized, until the person zooms. */
    isFitted: true,
    /** The box to zoom to as soon as the size of the stage is known. */
    awaited: null as Box | null,
  });
  const change = (next: (view: View, photo: Size, stage: Size) => View) => {
    const { view, photo, stage } = get();
    set({ view: next(view, photo, stage), isFitted: false });
  };
  /** Zooms to a box of the photo, at a size that is comfortable to read. */
  const zoomToBox = (box: Box) => {
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
  };
  return withActions({
    showPhoto: (photo: Size) => {
      set({ photo, view: fitView(photo, get().stage), isFitted: true, awaited: null });
    },
    measure: (stage: Size) => {
      const { photo, view, isFitted, awaited } = get();
      set({ stage, view: isFitted ? fitView(photo, stage) : clampView(view, photo, stage), awaited: null });
      if (awaited !== null) zoomToBox(awaited);
    },
    fit: () => {
      set({ view: fitView(get().photo, get().stage), isFitted: true });
    },
    zoomBy: (factor: number) => {
      change((view, photo, stage) => zoomTo(view, view.scale * factor, photo, stage));
    },
    zoomToScale: (scale: number) => {
      change((view, photo, stage) => zoomTo(view, scale, photo, stage));
    },
    zoomToBox,
    wheel: (event: WheelEvent, at: Point) => {
      change((view, photo, stage) => wheelView(view, event, at, photo, stage));
    },
    /** Stage pixels; `other`: the position of a second finger. */
    drag: (from: Point, to: Point, other?: Point) => {
      change((view, photo, stage) => dragView(view, from, to, other, photo, stage));
    },
    pan: (dx: number, dy: number) => {
      change((view, photo, stage) => panBy(view, dx, dy, photo, stage));
    },
    reveal: (box: Box) => {
      const { view, photo, stage } = get();
      if (stage.width === 0 || photo.width === 0) return;
      const next = reveal(view, box, photo, stage);
      if (next !== view) set({ view: next, isFitted: false });
    },
    /** From stage pixels to photo pixels. */
    toPhoto: (at: Point) => photoPoint(get().view, at),
  });
}
