import type { InkImage } from './pixels.ts';

/**
 * Strokes thicker (amount > 0, grey-scale dilation) or thinner (amount < 0, erosion) by a 3 x 3
 * cross, mixed with what was there: |amount| up to 1 is the share of the changed image.
 */
export function changeStrokeWidth(ink: InkImage, amount: number): InkImage {
  const { width, height, data } = ink;
  const changed = new Uint8Array(data.length);
  const share = Math.min(1, Math.abs(amount));
  const extreme = amount > 0 ? Math.max : Math.min;
  for (let y = 0, at = 0; y < height; y += 1) {
    const up = y > 0 ? -width : 0;
    const down = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x += 1, at += 1) {
      const here = data[at] ?? 0;
      const left = data[x > 0 ? at - 1 : at] ?? 0;
      const right = data[x + 1 < width ? at + 1 : at] ?? 0;
      const most = extreme(here, left, right, data[at + up] ?? 0, data[at + down] ?? 0);
      changed[at] = here + (most - here) * share + 0.5;
    }
  }
  return { width, height, data: changed };
}
