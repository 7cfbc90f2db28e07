import type { Box, Point, Size } from '../../shared/geometry.ts';

/** Where the photo is on the stage: stage = photo * scale + (x, y). Scale in CSS pixels per photo pixel. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Margin around a fitted photo. CSS pixels. */
const margin = 16;
/** Largest zoom: a handwritten word of 20 photo pixels then fills a screen. */
const largestScale = 16;
/** One press of + or -. */
export const zoomStep = 1.25;

/** The whole photo, centred; a small photo is not enlarged beyond its own pixels. */
export function fitView(photo: Size, stage: Size): View {
  const scale = Math.min(fitScale(photo, stage), 1);
  return centred({ scale, x: 0, y: 0 }, photo, stage);
}

/** Zooms by `factor` so that the photo under `anchor` (stage pixels) stays where it is. */
export function zoomAt(view: View, factor: number, anchor: Point, photo: Size, stage: Size): View {
  const smallest = Math.min(fitScale(photo, stage), 1);
  const scale = Math.min(Math.max(view.scale * factor, smallest), Math.max(largestScale, smallest));
  const ratio = scale / view.scale;
  const x = anchor[0] - (anchor[0] - view.x) * ratio;
  const y = anchor[1] - (anchor[1] - view.y) * ratio;
  return clampView({ scale, x, y }, photo, stage);
}

export function zoomTo(view: View, scale: number, photo: Size, stage: Size): View {
  return zoomAt(view, scale / view.scale, [stage.width / 2, stage.height / 2], photo, stage);
}

export function panBy(view: View, dx: number, dy: number, photo: Size, stage: Size): View {
  return clampView({ ...view, x: view.x + dx, y: view.y + dy }, photo, stage);
}

/**
 * Follows a finger or the mouse: one pointer pans; two fingers zoom around their midpoint.
 *
 * @param other position of the second finger, in stage pixels
 */
export function dragView(
  view: View,
  from: Point,
  to: Point,
  other: Point | undefined,
  photo: Size,
  stage: Size,
): View {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  if (other === undefined) return panBy(view, dx, dy, photo, stage);
  const before = Math.hypot(from[0] - other[0], from[1] - other[1]);
  const after = Math.hypot(to[0] - other[0], to[1] - other[1]);
  const middle: Point = [(from[0] + other[0]) / 2, (from[1] + other[1]) / 2];
  const zoomed = zoomAt(view, after / Math.max(before, 1), middle, photo, stage);
  return panBy(zoomed, dx / 2, dy / 2, photo, stage);
}

/**
 * Brings a box of the photo into view: it pans only if the box is not inside the stage with a margin,
 * and zooms in only if the text is too small to read (less than 24 CSS pixels high).
 */
export function reveal(view: View, box: Box, photo: Size, stage: Size): View {
  const [left, top, width, height] = box;
  const legible = 24 / Math.max(height, 1);
  const roomy = Math.min(
    (stage.width * 0.7) / Math.max(width, 1),
    (stage.height * 0.7) / Math.max(height, 1),
  );
  const scale = Math.min(Math.max(view.scale, legible), Math.max(roomy, fitView(photo, stage).scale));
  const x = left * view.scale + view.x;
  const y = top * view.scale + view.y;
  const right = x + width * view.scale;
  const bottom = y + height * view.scale;
  const isInside =
    x >= margin && y >= margin && right <= stage.width - margin && bottom <= stage.height - margin;
  if (isInside && scale === view.scale) return view;
  return clampView(
    {
      scale,
      x: stage.width / 2 - (left + width / 2) * scale,
      y: stage.height / 2 - (top + height / 2) * scale,
    },
    photo,
    stage,
  );
}

/** Centres a photo that is smaller than the stage, and keeps a larger one covering the stage. */
export function clampView(view: View, photo: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: clampAxis(view.x, photo.width * view.scale, stage.width),
    y: clampAxis(view.y, photo.height * view.scale, stage.height),
  };
}

/** From stage pixels to photo pixels. */
export function photoPoint(view: View, [x, y]: Point): Point {
  return [(x - view.x) / view.scale, (y - view.y) / view.scale];
}

/** Whether the stage shows the whole photo. */
export function isWholePhotoVisible(view: View, photo: Size, stage: Size): boolean {
  return photo.width * view.scale <= stage.width + 1 && photo.height * view.scale <= stage.height + 1;
}

function fitScale(photo: Size, stage: Size): number {
  const width = Math.max(stage.width - 2 * margin, 1);
  const height = Math.max(stage.height - 2 * margin, 1);
  return Math.min(width / photo.width, height / photo.height);
}

function centred(view: View, photo: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: (stage.width - photo.width * view.scale) / 2,
    y: (stage.height - photo.height * view.scale) / 2,
  };
}

function clampAxis(offset: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  // Allow a small margin, so that text at the border of the photo is not at the edge of the stage.
  return Math.min(Math.max(offset, room - length - margin), margin);
}
