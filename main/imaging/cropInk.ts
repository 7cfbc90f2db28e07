import type { InkImage } from './pixels.ts';

/** The part of an upright rectangle that lies on the image; at least one pixel. */
export function cropInk(ink: InkImage, left: number, top: number, width: number, height: number): InkImage {
  const x = Math.max(0, Math.min(left, ink.width - 1));
  const y = Math.max(0, Math.min(top, ink.height - 1));
  const columns = Math.max(1, Math.min(width, ink.width - x));
  const rows = Math.max(1, Math.min(height, ink.height - y));
  const data = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const start = (y + row) * ink.width + x;
    data.set(ink.data.subarray(start, start + columns), row * columns);
  }
  return { width: columns, height: rows, data };
}
