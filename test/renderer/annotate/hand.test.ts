import { describe, expect, it } from 'vitest';
import { boxOfQuad, type Point } from '../../../shared/geometry.ts';
import type { LabelAction } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { translation } from '../../../renderer/annotate/geometry/shape.ts';
import { gridOf } from '../../../renderer/annotate/geometry/wordGrid.ts';
import { applyAction } from '../../../renderer/annotate/model/labels.ts';
import { createHandStore, cursorOf, previewOf } from '../../../renderer/annotate/tools/handStore.ts';
import type { ToolName } from '../../../renderer/annotate/tools/tools.ts';
import { id, textsOf, twoLines } from './words.ts';

/** The hand store over two lines of words, without a screen. */
function makeHand(tool: ToolName = 'select', scale = 1) {
  let labels = twoLines();
  let selection: readonly WordId[] = [];
  let newIds: readonly WordId[] = [11, 12, 13].map(id);
  let lacksId = false;
  const edits: LabelAction[] = [];
  const store = createHandStore({
    scene: () => ({
      labels,
      grid: gridOf(labels.words.values()),
      selection,
      newIds,
      photo: { width: 800, height: 600 },
      scale,
      snap: (quad) => quad,
    }),
    carryOut: ({ select, edit, ...outcome }) => {
      lacksId = outcome.lacksId ?? false;
      if (edit !== undefined) {
        edits.push(edit);
        const used = new Set(edit.put.map(({ word }) => word));
        newIds = newIds.filter((free) => !used.has(free));
        labels = applyAction(labels, edit, '2026-01-01T00:00:00.000Z');
      }
      selection = select ?? selection;
    },
  });
  store.getState().take(tool);
  const at = (point: Point, keys: { isShift?: boolean; isAlt?: boolean } = {}) => ({
    at: point,
    isShift: false,
    isAlt: false,
    ...keys,
  });
  const hand = {
    store,
    edits,
    select: (...ids: WordId[]) => {
      selection = ids;
    },
    selection: () => selection,
    lacksId: () => lacksId,
    useUpIds: () => {
      newIds = [];
    },
    labels: () => labels,
    drag: (from: Point, to: Point, keys = {}) => {
      store.getState().press(at(from, keys));
      store.getState().move(at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], keys));
      store.getState().move(at(to, keys));
      store.getState().release(at(to, keys));
    },
    click: (point: Point, keys = {}) => {
      store.getState().press(at(point, keys));
      store.getState().release(at(point, keys));
    },
    point: (point: Point) => {
      store.getState().move(at(point));
    },
    boxOf: (number: number) => {
      const found = labels.words.get(id(number));
      return found === undefined ? null : boxOfQuad(found.quad);
    },
  };
  return hand;
}

const triangle = [
  [300, 300],
  [400, 310],
  [380, 360],
] as const;

describe('the pointer', () => {
  it('selects with a click, adds with Shift, and deselects with a click outside the words', () => {
    const hand = makeHand();
    hand.click([50, 20]);
    expect(hand.selection()).toEqual([1]);
    hand.click([150, 20], { isShift: true });
    expect(hand.selection()).toEqual([1, 2]);
    hand.click([150, 20], { isShift: true });
    expect(hand.selection()).toEqual([1]);
    hand.click([500, 500]);
    expect(hand.selection()).toEqual([]);
    expect(hand.edits).toEqual([]);
  });

  it('selects every word that a rectangle touches', () => {
    const hand = makeHand();
    hand.drag([300, 300], [90, 30]);
    expect(new Set(hand.selection())).toEqual(new Set([1, 2, 3]));
  });

  it('moves the whole selection, with Shift in one direction', () => {
    const hand = makeHand();
    hand.click([50, 20]);
    hand.click([150, 20], { isShift: true });
    hand.drag([50, 20], [60, 220], { isShift: true });
    expect(hand.edits.map(({ title }) => title)).toEqual(['move']);
    expect(hand.boxOf(1)).toEqual([0, 200, 100, 40]);
    expect(hand.boxOf(2)).toEqual([120, 200, 100, 40]);
    expect(hand.boxOf(3)).toEqual([0, 100, 100, 40]);
  });

  it('moves a word that was not selected, and selects it', () => {
    const hand = makeHand();
    hand.drag([50, 120], [60, 130]);
    expect(hand.boxOf(3)).toEqual([10, 110, 100, 40]);
    expect(hand.selection()).toEqual([3]);
  });

  it('resizes with a corner and rotates with the handle above', () => {
    const hand = makeHand();
    hand.click([150, 20]);
    hand.drag([220, 40], [260, 60]);
    expect(hand.boxOf(2)).toEqual([120, 0, 140, 60]);
    hand.drag([190, -26], [260, 30]);
    expect(hand.edits.map(({ title }) => title)).toEqual(['resize', 'rotate']);
    expect(hand.boxOf(2)?.[3]).toBeGreaterThan(100);
  });

  it('draws a word, but not with a tiny drag', () => {
    const hand = makeHand('draw');
    hand.drag([300, 300], [302, 303]);
    expect(hand.edits).toEqual([]);
    hand.drag([400, 340], [300, 300]);
    expect(hand.boxOf(11)).toEqual([300, 300, 100, 40]);
    expect(hand.selection()).toEqual([11]);
  });

  it('draws only inside the photo', () => {
    const hand = makeHand('draw');
    hand.drag([700, 500], [9000, 9000]);
    expect(hand.boxOf(11)).toEqual([700, 500, 100, 100]);
  });

  it('splits the word under the pointer at the pointer, and nothing outside words', () => {
    const hand = makeHand('split');
    hand.point([160, 20]);
    expect(previewOf(hand.store.getState()).path).toEqual([
      [160, 0],
      [160, 40],
    ]);
    hand.click([160, 20]);
    expect(textsOf(hand.labels())).toEqual(['the qu ick', 'fox']);
    hand.click([700, 500]);
    expect(hand.edits).toHaveLength(1);
  });

  it('draws an outline corner by corner; Enter closes it', () => {
    const hand = makeHand('outline');
    hand.click([300, 300]);
    hand.click([400, 310]);
    expect(hand.store.getState().finish()).toBe(true);
    expect(hand.edits).toEqual([]);
    for (const corner of triangle) hand.click(corner);
    hand.store.getState().finish();
    expect(hand.boxOf(11)).toEqual([300, 300, 100, 60]);
    expect(hand.edits[0]?.put[0]?.polygon).toHaveLength(3);
  });

  it('closes an outline at its first corner and gives it to the selected word', () => {
    const hand = makeHand('outline');
    hand.click([0, 0]);
    hand.store.getState().cancel();
    hand.select(...(twoLines().lines[1] ?? []));
    for (const corner of [
      [0, 90],
      [120, 95],
      [110, 150],
      [2, 92],
    ] as const)
      hand.click(corner);
    expect(hand.edits.map(({ title }) => title)).toEqual(['shape']);
    expect(hand.boxOf(3)).toEqual([0, 90, 120, 60]);
  });

  it('outlines a new word away from the selected one, which keeps its place', () => {
    const hand = makeHand('outline');
    hand.select(...(twoLines().lines[1] ?? []));
    const before = hand.boxOf(3);
    for (const corner of triangle) hand.click(corner);
    hand.store.getState().finish();
    expect(hand.boxOf(3)).toEqual(before);
    expect(hand.boxOf(11)).toEqual([300, 300, 100, 60]);
    expect(hand.edits.map(({ title }) => title)).toEqual(['draw']);
  });

  it('draws the selected word anew when the box is over half of it, otherwise a new word', () => {
    const hand = makeHand('draw');
    hand.select(...(twoLines().lines[1] ?? []));
    const [x, y, width, height] = hand.boxOf(3) ?? [0, 0, 0, 0];
    // Away from the handles of the selected word.
    hand.drag([x + 0.3 * width, y + height + 30], [x + 0.9 * width, y + 0.2 * height]);
    expect(hand.edits.map(({ title }) => title)).toEqual(['resize']);
    expect(hand.boxOf(3)?.[2]).toBeCloseTo(0.6 * width, 0);
    hand.drag([500, 400], [600, 440]);
    expect(hand.edits.map(({ title }) => title)).toEqual(['resize', 'draw']);
  });

  it('continues an outline after a second finger, without the corner of the first finger', () => {
    const hand = makeHand('outline');
    hand.click([300, 300]);
    hand.click([400, 310]);
    hand.store.getState().press({ at: [350, 200], isShift: false, isAlt: false });
    hand.store.getState().interrupt();
    hand.store.getState().interrupt();
    hand.click([380, 360]);
    hand.store.getState().finish();
    expect(hand.edits[0]?.put[0]?.polygon).toEqual(triangle);
    hand.store.getState().interrupt();
    expect(hand.store.getState().gesture).toBeNull();
  });

  it('cancels a gesture that starts with a press when a second finger is down', () => {
    for (const tool of ['select', 'draw', 'outline', 'rotate'] as const) {
      const hand = makeHand(tool);
      hand.store.getState().press({ at: [50, 20], isShift: false, isAlt: false });
      hand.store.getState().move({ at: [150, 220], isShift: false, isAlt: false });
      hand.store.getState().interrupt();
      expect(hand.store.getState().gesture).toBeNull();
      expect(hand.edits).toEqual([]);
    }
  });

  it('cancels the gesture of every tool on Escape', () => {
    for (const tool of ['select', 'draw', 'outline', 'rotate'] as const) {
      const hand = makeHand(tool);
      const { press, move, cancel } = hand.store.getState();
      press({ at: [50, 20], isShift: false, isAlt: false });
      move({ at: [150, 220], isShift: false, isAlt: false });
      expect(cancel()).toBe(true);
      expect(hand.store.getState().gesture).toBeNull();
      expect(hand.edits).toEqual([]);
    }
  });

  it('shows with its cursor what can be grabbed', () => {
    const hand = makeHand();
    hand.point([50, 20]);
    expect(cursorOf(hand.store.getState())).toBe('pointer');
    hand.point([500, 500]);
    expect(cursorOf(hand.store.getState())).toBe('default');
  });

  it('makes one action of a series of nudges', () => {
    const hand = makeHand();
    hand.click([50, 20]);
    for (let press = 0; press < 5; press += 1) hand.store.getState().nudge('move', () => translation(1, 0));
    expect(hand.edits).toEqual([]);
    hand.store.getState().take('draw');
    expect(hand.edits.map(({ title }) => title)).toEqual(['move']);
    expect(hand.boxOf(1)).toEqual([5, 0, 100, 40]);
  });

  it('completes nudges at once if something else follows, and only once', () => {
    const hand = makeHand();
    hand.click([50, 20]);
    hand.store.getState().nudge('move', () => translation(3, 0));
    hand.store.getState().endNudging();
    hand.store.getState().endNudging();
    expect(hand.edits.map(({ title }) => title)).toEqual(['move']);
    expect(hand.boxOf(1)).toEqual([3, 0, 100, 40]);
  });

  it('nudges, drags, resizes and rotates a word that was just drawn', () => {
    const hand = makeHand('draw');
    const { nudge, endNudging, press, move, release, take } = hand.store.getState();
    const dragThrough = (points: readonly Point[]) => {
      const [from, ...others] = points.map((at) => ({ at, isShift: false, isAlt: false }));
      const last = others.at(-1);
      if (from === undefined || last === undefined) return;
      press(from);
      for (const pointing of others) move(pointing);
      release(last);
    };
    hand.drag([300, 300], [400, 340]);
    nudge('move', () => translation(5, 0));
    nudge('move', () => translation(5, 0));
    endNudging();
    expect(hand.boxOf(11)).toEqual([310, 300, 100, 40]);
    take('select');
    dragThrough([
      [360, 320],
      [380, 330],
      [460, 420],
    ]);
    expect(hand.boxOf(11)).toEqual([410, 400, 100, 40]);
    dragThrough([
      [510, 440],
      [530, 450],
    ]);
    expect(hand.boxOf(11)).toEqual([410, 400, 120, 50]);
    take('rotate');
    dragThrough([
      [470, 405],
      [500, 425],
    ]);
    expect(hand.edits.at(-1)).toMatchObject({ title: 'rotate', put: [{ word: 11 }] });
  });

  it('draws and splits nothing, and reports it, if no id for a new word is left', () => {
    for (const tool of ['draw', 'split'] as const) {
      const hand = makeHand(tool);
      hand.useUpIds();
      hand.drag([50, 20], [90, 60]);
      expect(hand.edits).toEqual([]);
      expect(hand.lacksId()).toBe(true);
    }
  });
});
