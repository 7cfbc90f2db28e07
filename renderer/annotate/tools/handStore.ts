import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WordId } from '../../../shared/contract/word.ts';
import type { PointMap } from '../../../shared/wordShapes.ts';
import { shapesOf, type PlacedShape } from '../model/labels.ts';
import { noPreview, type Gesture, type Outcome, type Pointing, type Preview, type Scene } from './gesture.ts';
import { nudging, type Nudging, type NudgeTitle } from './gestures.ts';
import { tools, type ToolName } from './tools.ts';

export interface HandState {
  readonly tool: ToolName;
  readonly gesture: Gesture | null;
  /** Preview and cursor while the pointer is not pressed. */
  readonly hint: Pick<Gesture, 'cursor' | 'preview'>;
  readonly hovered: WordId | null;
  /** Where the pointer was last, in photo pixels; null once it has left. */
  readonly pointing: Pointing | null;
  readonly take: (tool: ToolName) => void;
  readonly press: (pointing: Pointing) => void;
  readonly move: (pointing: Pointing) => void;
  readonly release: (pointing: Pointing) => void;
  /** Cancels the current press, because a second finger or the system took over; the gesture before it continues. */
  readonly interrupt: () => void;
  /** Moves, resizes or rotates the selected words a little; presses in quick succession are one action. */
  readonly nudge: (title: NudgeTitle, mapOf: (shape: PlacedShape) => PointMap) => void;
  /** Completes the current nudges as one action, because something else follows. */
  readonly endNudging: () => void;
  /** Enter or a double click. Returns whether there was anything to finish. */
  readonly finish: () => boolean;
  /** Escape. Returns whether there was anything to cancel. */
  readonly cancel: () => boolean;
  readonly leave: () => void;
}

interface HandOptions {
  readonly scene: () => Scene;
  readonly carryOut: (outcome: Omit<Outcome, 'gesture'>) => void;
}

/** A pause of this length ends nudging. Milliseconds. */
const nudgeRestMs = 350;

const idleHint = { cursor: 'default', preview: noPreview };

/** The current tool and gesture. */
export function createHandStore({ scene, carryOut }: HandOptions): StoreApi<HandState> {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let run: Nudging | null = null;
  /** The gesture before the current press; undefined if nothing is pressed. */
  let beforePress: Gesture | null | undefined;

  return createStore<HandState>((set, get) => {
    const endRun = () => {
      clearTimeout(rest);
      const ended = run;
      run = null;
      if (ended !== null && get().gesture === ended) get().finish();
    };
    const settle = ({ gesture, ...rest }: Outcome) => {
      carryOut(rest);
      set({ gesture: gesture ?? null });
    };
    return {
      tool: 'select',
      gesture: null,
      hint: idleHint,
      hovered: null,
      pointing: null,
      take: (tool) => {
        endRun();
        const { pointing } = get();
        set({
          tool,
          gesture: null,
          hint: pointing === null ? idleHint : tools[tool].hover(pointing, scene()),
        });
      },
      press: (pointing) => {
        endRun();
        const { tool, gesture } = get();
        beforePress = gesture;
        set({ pointing });
        settle(gesture?.press?.(pointing, scene()) ?? tools[tool].press(pointing, scene()));
      },
      move: (pointing) => {
        const { tool, gesture } = get();
        const now = scene();
        if (gesture === null) {
          set({ pointing, hovered: now.grid.at(pointing.at), hint: tools[tool].hover(pointing, now) });
        } else {
          set({ pointing, gesture: gesture.move(pointing, now) });
        }
      },
      release: (pointing) => {
        const { gesture } = get();
        beforePress = undefined;
        set({ pointing });
        if (gesture !== null) settle(gesture.release(pointing, scene()));
      },
      interrupt: () => {
        // A gesture that the press has ended stays ended.
        if (beforePress !== undefined && get().gesture !== null) set({ gesture: beforePress });
        beforePress = undefined;
      },
      nudge: (title, mapOf) => {
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
      endNudging: endRun,
      finish: () => {
        const finish = get().gesture?.finish;
        if (finish === undefined) return false;
        settle(finish(scene()));
        return true;
      },
      cancel: () => {
        if (get().gesture === null) return false;
        set({ gesture: null });
        return true;
      },
      leave: () => {
        if (get().gesture === null) set({ hovered: null, pointing: null, hint: idleHint });
      },
    };
  });
}

export function previewOf({ gesture, hint }: Pick<HandState, 'gesture' | 'hint'>): Preview {
  return (gesture ?? hint).preview;
}

export function cursorOf({ gesture, hint }: Pick<HandState, 'gesture' | 'hint'>): string {
  return (gesture ?? hint).cursor;
}
