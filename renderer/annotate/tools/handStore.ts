import type { WordId } from '../../../shared/contract/word.ts';
import type { PointMap } from '../../../shared/wordShapes.ts';
import { shapesOf, type PlacedShape } from '../model/labels.ts';
import { noPreview, type Gesture, type Outcome, type Pointing, type Preview, type Scene } from './gesture.ts';
import { nudging, type Nudging, type NudgeTitle } from './gestures.ts';
import { tools, type ToolName } from './tools.ts';
import { storeOf, type StateOf } from '../../state/storeOf.ts';

export type HandState = StateOf<typeof createHandStore>;

interface HandOptions {
  readonly scene: () => Scene;
  readonly carryOut: (outcome: Omit<Outcome, 'gesture'>) => void;
}

/** A pause of this length ends nudging. Milliseconds. */
const nudgeRestMs = 350;

const idleHint = { cursor: 'default', preview: noPreview };

const firstTool: { readonly tool: ToolName } = { tool: 'select' };

/** The current tool and gesture. */
export function createHandStore({ scene, carryOut }: HandOptions) {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let run: Nudging | null = null;
  /** The gesture before the current press; undefined if nothing is pressed. */
  let beforePress: Gesture | null | undefined;

  const { set, get, withActions } = storeOf({
    ...firstTool,
    gesture: null as Gesture | null,
    /** Preview and cursor while the pointer is not pressed. */
    hint: idleHint,
    hovered: null as WordId | null,
    /** Where the pointer was last, in photo pixels; null once it has left. */
    pointing: null as Pointing | null,
  });
  const endRun = () => {
    clearTimeout(rest);
    const ended = run;
    run = null;
    if (ended !== null && get().gesture === ended) finish();
  };
  const settle = ({ gesture, ...rest }: Outcome) => {
    carryOut(rest);
    set({ gesture: gesture ?? null });
  };
  /** Enter or a double click. Returns whether there was anything to finish. */
  const finish = () => {
    const finish = get().gesture?.finish;
    if (finish === undefined) return false;
    settle(finish(scene()));
    return true;
  };
  return withActions({
    take: (tool: ToolName) => {
      endRun();
      const { pointing } = get();
      set({
        tool,
        gesture: null,
        hint: pointing === null ? idleHint : tools[tool].hover(pointing, scene()),
      });
    },
    press: (pointing: Pointing) => {
      endRun();
      const { tool, gesture } = get();
      beforePress = gesture;
      set({ pointing });
      settle(gesture?.press?.(pointing, scene()) ?? tools[tool].press(pointing, scene()));
    },
    move: (pointing: Pointing) => {
      const { tool, gesture } = get();
      const now = scene();
      if (gesture === null) {
        set({ pointing, hovered: now.grid.at(pointing.at), hint: tools[tool].hover(pointing, now) });
      } else {
        set({ pointing, gesture: gesture.move(pointing, now) });
      }
    },
    release: (pointing: Pointing) => {
      const { gesture } = get();
      beforePress = undefined;
      set({ pointing });
      if (gesture !== null) settle(gesture.release(pointing, scene()));
    },
    /** Cancels the current press, because a second finger or the system took over; the gesture before it continues. */
    interrupt: () => {
      // A gesture that the press has ended stays ended.
      if (beforePress !== undefined && get().gesture !== null) set({ gesture: beforePress });
      beforePress = undefined;
    },
    /** Moves, resizes or rotates the selected words a little; presses in quick succession are one action. */
    nudge: (title: NudgeTitle, mapOf: (shape: PlacedShape) => PointMap) => {
      clearTimeout(rest);
      if (run === null || get().gesture !== run || run.title !== title) {
        endRun();
        const { labels, selection } = scene();
        run = nudging(title, shapesOf(labels, selection));
      }
      run = run.nudge(mapOf);
      set({ gesture: run });
      rest = setTimeout(endRun, nudgeRestMs);
    },
    /** Completes the current nudges as one action, because something else follows. */
    endNudging: endRun,
    finish,
    /** Escape. Returns whether there was anything to cancel. */
    cancel: () => {
      if (get().gesture === null) return false;
      set({ gesture: null });
      return true;
    },
    leave: () => {
      if (get().gesture === null) set({ hovered: null, pointing: null, hint: idleHint });
    },
  });
}

export function previewOf({ gesture, hint }: Pick<HandState, 'gesture' | 'hint'>): Preview {
  return (gesture ?? hint).preview;
}

export function cursorOf({ gesture, hint }: Pick<HandState, 'gesture' | 'hint'>): string {
  return (gesture ?? hint).cursor;
}
