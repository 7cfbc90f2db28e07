import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampView,
  dragView,
  fitView,
  isWholePhotoVisible,
  panBy,
  photoPoint,
  reveal,
  zoomAt,
  zoomTo,
} from '../../../renderer/ui/viewport.ts';

const stage = { width: 800, height: 600 };
const photo = { width: 4000, height: 3000 };

describe('viewport', () => {
  it('shows the whole photo, centred', () => {
    const view = fitView(photo, stage);
    expect(isWholePhotoVisible(view, photo, stage)).toBe(true);
    const [x, y] = photoPoint(view, [400, 300]);
    expect(x).toBeCloseTo(2000);
    expect(y).toBeCloseTo(1500);
  });

  it('does not blow a small photo up', () => {
    expect(fitView({ width: 100, height: 50 }, stage)).toEqual({ scale: 1, x: 350, y: 275 });
  });

  it('keeps the point under the pointer while zooming in', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 8, noNaN: true }),
        fc.integer({ min: 300, max: 500 }),
        fc.integer({ min: 250, max: 350 }),
        (factor, x, y) => {
          const start = zoomTo(fitView(photo, stage), 0.5, photo, stage);
          const before = photoPoint(start, [x, y]);
          const after = photoPoint(zoomAt(start, factor, [x, y], photo, stage), [x, y]);
          expect(after[0]).toBeCloseTo(before[0], 6);
          expect(after[1]).toBeCloseTo(before[1], 6);
        },
      ),
    );
  });

  it('zooms no further out than the whole photo and no further in than 16 times', () => {
    const view = fitView(photo, stage);
    expect(zoomAt(view, 1e-6, [0, 0], photo, stage).scale).toBe(view.scale);
    expect(zoomAt(view, 1e6, [0, 0], photo, stage).scale).toBe(16);
  });

  it('never pans the photo off the stage', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (dx, dy) => {
        const view = panBy(zoomTo(fitView(photo, stage), 1, photo, stage), dx, dy, photo, stage);
        expect(view.x).toBeLessThanOrEqual(16);
        expect(view.x + photo.width).toBeGreaterThanOrEqual(stage.width - 16);
        expect(view.y).toBeLessThanOrEqual(16);
        expect(view.y + photo.height).toBeGreaterThanOrEqual(stage.height - 16);
      }),
    );
  });

  describe('under two fingers', () => {
    const start = zoomTo(fitView(photo, stage), 0.5, photo, stage);

    it('goes with them wherever they go side by side', () => {
      for (const [dx, dy] of [
        [60, 0],
        [0, 60],
        [-40, 30],
      ] as const) {
        const first = dragView(start, [300, 300], [300 + dx, 300 + dy], [500, 300], photo, stage);
        const both = dragView(first, [500, 300], [500 + dx, 300 + dy], [300 + dx, 300 + dy], photo, stage);
        expect(both.scale).toBeCloseTo(start.scale);
        expect(both.x - start.x).toBeCloseTo(dx);
        expect(both.y - start.y).toBeCloseTo(dy);
      }
    });

    it('is zoomed around the one that rests where the other goes away from it', () => {
      const view = dragView(start, [500, 300], [600, 300], [300, 300], photo, stage);
      expect(view.scale).toBeCloseTo(start.scale * 1.5);
      const [x, y] = photoPoint(view, [300, 300]);
      expect([x, y]).toEqual(photoPoint(start, [300, 300]).map((value): unknown => expect.closeTo(value)));
    });
  });

  it('moves to a word outside the stage and makes its writing legible', () => {
    const view = reveal(fitView(photo, stage), [3900, 2900, 60, 20], photo, stage);
    expect(view.scale * 20).toBeCloseTo(24);
    const [left, top] = photoPoint(view, [0, 0]);
    const [right, bottom] = photoPoint(view, [800, 600]);
    expect(left).toBeLessThan(3900);
    expect(top).toBeLessThan(2900);
    expect(right).toBeGreaterThan(3960);
    expect(bottom).toBeGreaterThan(2920);
  });

  it('stays still for a word that is in sight and legible', () => {
    const view = clampView({ scale: 1, x: -100, y: -100 }, photo, stage);
    expect(reveal(view, [300, 300, 100, 40], photo, stage)).toBe(view);
  });

  it('shows all of a word that is longer than the stage', () => {
    const view = reveal(fitView(photo, stage), [0, 0, 4000, 10], photo, stage);
    expect(view.scale).toBeLessThanOrEqual(fitView(photo, stage).scale);
  });
});
