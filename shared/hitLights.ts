import type { Point, Quad, Size } from './geometry.ts';

/** What `drawLights` needs of a canvas. The window's canvas and that of `@napi-rs/canvas` both have it. */
export interface LightsContext {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineJoin: unknown;
  globalCompositeOperation: unknown;
  readonly beginPath: () => void;
  readonly closePath: () => void;
  readonly moveTo: (x: number, y: number) => void;
  readonly lineTo: (x: number, y: number) => void;
  readonly rect: (x: number, y: number, width: number, height: number) => void;
  readonly fill: (rule?: 'evenodd') => void;
  readonly stroke: () => void;
}

/** The colours of `.hit-shade`, `.hit-glow` and `.hit-light` in `renderer/ui/parts.css`. */
const colours = {
  shade: 'rgb(40 32 16 / 36%)',
  glow: 'rgb(108 92 56)',
  light: 'rgb(255 218 80 / 78%)',
  edge: '#ffd23f',
};
/** Width of a light's edge, as a share of the picture's longer side. */
const edgeShare = 1 / 800;

/**
 * Highlights words on a picture of a photo as the window does: everything else is shaded, the words are yellow as with a
 * marker. Without quads it draws nothing.
 *
 * @param size of the picture, in pixels
 * @param quads in pixels of the picture
 */
export function drawLights(context: LightsContext, { width, height }: Size, quads: readonly Quad[]): void {
  if (quads.length === 0) return;
  context.globalCompositeOperation = 'source-over';
  context.fillStyle = colours.shade;
  context.beginPath();
  context.rect(0, 0, width, height);
  for (const quad of quads) trace(context, quad);
  context.fill('evenodd');
  context.lineJoin = 'round';
  context.lineWidth = Math.max(1, Math.max(width, height) * edgeShare);
  context.strokeStyle = colours.edge;
  for (const quad of quads) {
    context.beginPath();
    trace(context, quad);
    // Brightened first, so that the light is visible on a dark board.
    context.globalCompositeOperation = 'color-dodge';
    context.fillStyle = colours.glow;
    context.fill();
    context.globalCompositeOperation = 'multiply';
    context.fillStyle = colours.light;
    context.fill();
    context.stroke();
  }
}

function trace(context: LightsContext, [first, ...others]: readonly [Point, ...(readonly Point[])]): void {
  context.moveTo(...first);
  for (const point of others) context.lineTo(...point);
  context.closePath();
}
