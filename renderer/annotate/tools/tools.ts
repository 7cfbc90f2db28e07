import { shareAlong } from '../geometry/shape.ts';
import { cutLine } from '../../../shared/wordShapes.ts';
import { handleAt } from '../geometry/handles.ts';
import { splitWord } from '../model/edits.ts';
import { shapesOf } from '../model/labels.ts';
import {
  drawing,
  onlySelected,
  pointingPhoto,
  pointingWord,
  resizing,
  startOutline,
  turning,
} from './gestures.ts';
import { noPreview, outcomeOf, type Outcome, type Pointing, type Scene, type Tool } from './gesture.ts';

export type ToolName = 'select' | 'draw' | 'outline' | 'split' | 'rotate' | 'pan';

const crosshair = { cursor: 'crosshair', preview: noPreview };

/** Selects, moves and resizes. */
const select: Tool = {
  press: (pointing, scene) => pressHandle(pointing, scene) ?? pressWord(pointing, scene),
  hover: ({ at }, scene) => {
    const word = onlySelected(scene);
    const handle = word === null ? null : handleAt(word.quad, at, scene.scale);
    if (handle !== null)
      return { cursor: handle.kind === 'turn' ? 'grab' : 'nwse-resize', preview: noPreview };
    return { cursor: scene.grid.at(at) === null ? 'default' : 'pointer', preview: noPreview };
  },
};

/** Draws new boxes; the handles of the word just drawn can be dragged at once. */
const draw: Tool = {
  press: (pointing, scene) => pressHandle(pointing, scene) ?? { gesture: drawing(pointing) },
  hover: () => crosshair,
};

const outline: Tool = { press: startOutline, hover: () => crosshair };

/** Splits the word under the pointer. */
const split: Tool = {
  press: ({ at }, { labels, grid, newIds }) => {
    const id = grid.at(at);
    const word = id === null ? undefined : labels.words.get(id);
    return word === undefined ? {} : outcomeOf(splitWord(newIds, word, shareAlong(word.quad, at)));
  },
  hover: ({ at }, { labels, grid }) => {
    const id = grid.at(at);
    const word = id === null ? undefined : labels.words.get(id);
    if (word === undefined) return { cursor: 'default', preview: noPreview };
    return {
      cursor: 'col-resize',
      preview: { ...noPreview, path: cutLine(word.quad, shareAlong(word.quad, at)) },
    };
  },
};

/** Rotates the word under the pointer, otherwise the selected word. */
const rotate: Tool = {
  press: (pointing, scene) => {
    const id = scene.grid.at(pointing.at);
    const [under] = id === null ? [] : shapesOf(scene.labels, [id]);
    const shape = under ?? onlySelected(scene);
    return shape === null ? {} : { select: [shape.id], gesture: turning(pointing, shape) };
  },
  hover: () => ({ cursor: 'grab', preview: noPreview }),
};

/** Panning moves the view, not the words: the stage does it. */
const pan: Tool = { press: () => ({}), hover: () => ({ cursor: 'grab', preview: noPreview }) };

export const tools: Readonly<Record<ToolName, Tool>> = { select, draw, outline, split, rotate, pan };

function pressWord(pointing: Pointing, { grid }: Scene): Outcome {
  const word = grid.at(pointing.at);
  return { gesture: word === null ? pointingPhoto(pointing) : pointingWord(pointing, word) };
}

function pressHandle(pointing: Pointing, scene: Scene): Outcome | null {
  const word = onlySelected(scene);
  const handle = word === null ? null : handleAt(word.quad, pointing.at, scene.scale);
  if (word === null || handle === null) return null;
  return { gesture: handle.kind === 'turn' ? turning(pointing, word) : resizing(handle, word) };
}
