import type { WordReference } from '../../../shared/contract/label.ts';
import { distance } from '../geometry/shape.ts';
import { brushing } from './brushing.ts';
import { clickSlack, noPreview, type Gesture, type Pointing, type Scene } from './gesture.ts';
import { moving } from './moving.ts';

/** Pressed on a word: a click selects it, a drag moves it with all that is selected. */
export function pointingWord(from: Pointing, word: WordReference): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) => {
      if (!isDrag(from, pointing, scene)) return gesture;
      const words = scene.selection.includes(word) ? scene.selection : [word];
      return moving(from, words, scene).move(pointing, scene);
    },
    rename: (names) => pointingWord(from, names.get(word) ?? word),
    release: (_, { selection }) => ({ select: from.isShift ? toggled(selection, word) : [word] }),
  };
  return gesture;
}

/** Pressed beside all words: a click lets go of the selection, a drag draws a rectangle that selects. */
export function pointingPhoto(from: Pointing): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) =>
      isDrag(from, pointing, scene) ? brushing(from).move(pointing, scene) : gesture,
    release: (_, { selection }) => ({ select: from.isShift ? selection : [] }),
  };
  return gesture;
}

function isDrag(from: Pointing, { at }: Pointing, { scale }: Scene): boolean {
  return distance(from.at, at) * scale > clickSlack;
}

function toggled(selection: readonly WordReference[], word: WordReference): WordReference[] {
  return selection.includes(word) ? selection.filter((id) => id !== word) : [...selection, word];
}
