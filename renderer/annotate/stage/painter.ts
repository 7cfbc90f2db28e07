import { boxOfQuad, type Box, type Size } from '../../../shared/geometry.ts';
import type { View } from '../../ui/viewport.ts';
import type { WordGrid } from '../geometry/wordGrid.ts';
import { shapesOf, wordsOf, type Labels } from '../model/labels.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import type { Preview } from '../tools/gesture.ts';
import { paintHand, paintWords } from './paintBoxes.ts';
import { levelFor, type PhotoPicture } from './photoPicture.ts';

/** Everything that the stage shows at one moment. */
export interface StageScene {
  readonly view: View;
  readonly stage: Size;
  readonly photo: Size;
  readonly picture: PhotoPicture | null;
  readonly labels: Labels;
  readonly grid: WordGrid;
  readonly areBoxesShown: boolean;
  readonly selection: readonly WordId[];
  readonly hovered: WordId | null;
  readonly preview: Preview;
}

export interface Layers {
  /** Contains photo and words, and extends beyond the stage by `sheetMargin` on each side. */
  readonly sheet: HTMLElement;
  readonly photo: HTMLCanvasElement;
  readonly words: HTMLCanvasElement;
  readonly hand: HTMLCanvasElement;
}

/** How far the photo is painted beyond the stage, for panning. CSS pixels; repeated in `annotate.css`. */
const sheetMargin = 160;
/** How much a painted photo may be stretched before it is repainted. */
const mostStretch = 2.2;
/** How long the view must rest before the photo is repainted at full quality. Milliseconds. */
const restMs = 120;

/**
 * Paints three layers, each at most once per frame and only when its content has changed. Panning and zooming
 * transform the painted sheet, as map viewers do, and repaint it when the view rests or leaves the painted part.
 * Dragging a box repaints only the top layer.
 */
export class StagePainter {
  readonly #layers: Layers;
  readonly #sceneNow: () => StageScene;
  #painted: StageScene | null = null;
  /** The view for which the sheet was painted. */
  #sheetView: View | null = null;
  #held = '';
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(layers: Layers, sceneNow: () => StageScene) {
    this.#layers = layers;
    this.#sceneNow = sceneNow;
  }

  /** Requests a check for changes at the next frame. */
  readonly request = (): void => {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  };

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  #paint(): void {
    const scene = this.#sceneNow();
    const before = this.#painted;
    if (scene.stage.width === 0 || scene.stage.height === 0) return;
    const held = scene.preview.shapes.map(({ id }) => String(id)).join();
    if (before?.stage !== scene.stage || before.picture !== scene.picture || before.photo !== scene.photo) {
      this.#paintSheet(scene);
    } else {
      if (before.view !== scene.view) this.#shiftSheet(scene);
      const isSame = before.labels === scene.labels && before.areBoxesShown === scene.areBoxesShown;
      if (!isSame || held !== this.#held) this.#paintWords(scene, this.#sheetView ?? scene.view);
    }
    this.#paintHand(scene);
    this.#painted = scene;
    this.#held = held;
  }

  #shiftSheet(scene: StageScene): void {
    const painted = this.#sheetView;
    if (painted === null || !covers(painted, scene)) {
      this.#paintSheet(scene);
      return;
    }
    const ratio = scene.view.scale / painted.scale;
    const x = scene.view.x - painted.x * ratio;
    const y = scene.view.y - painted.y * ratio;
    this.#layers.sheet.style.transform = `translate(${x}px, ${y}px) scale(${ratio})`;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#paintSheet(this.#sceneNow());
      });
    }, restMs);
  }

  #paintSheet(scene: StageScene): void {
    clearTimeout(this.#rest);
    this.#sheetView = scene.view;
    this.#layers.sheet.style.transform = '';
    this.#paintPhoto(scene);
    this.#paintWords(scene, scene.view);
  }

  #paintPhoto({ view, stage, photo, picture }: StageScene): void {
    const context = prepare(this.#layers.photo, stage, sheetMargin);
    const width = photo.width * view.scale;
    const level = picture === null ? undefined : levelFor(picture.levels, width * devicePixelRatio);
    if (context === null || level === undefined) return;
    context.imageSmoothingEnabled = view.scale < 8;
    context.drawImage(level, view.x, view.y, width, photo.height * view.scale);
  }

  #paintWords({ stage, labels, grid, areBoxesShown, preview }: StageScene, view: View): void {
    const context = prepare(this.#layers.words, stage, sheetMargin);
    if (context === null || !areBoxesShown) return;
    const held = new Set(preview.shapes.map(({ id }) => id));
    const visible = grid.within(visibleBox(view, stage, sheetMargin)).filter((id) => !held.has(id));
    paintWords(context, wordsOf(labels, visible), view);
  }

  #paintHand({ view, stage, labels, selection, hovered, preview }: StageScene): void {
    const context = prepare(this.#layers.hand, stage, 0);
    if (context === null) return;
    const area = visibleBox(view, stage, 0);
    const selected = shapesOf(labels, selection).filter(({ quad }) => touches(boxOfQuad(quad), area));
    const isHeld = preview.shapes.length > 0 || hovered === null || selection.includes(hovered);
    const [under] = isHeld ? [] : shapesOf(labels, [hovered]);
    paintHand(context, { hovered: under ?? null, selected, preview }, view);
  }
}

/** Whether the sheet painted for one view, transformed to another, still fills the stage or shows the whole photo. */
function covers(painted: View, { view, stage, photo }: StageScene): boolean {
  const ratio = view.scale / painted.scale;
  if (ratio > mostStretch || ratio < 1 / mostStretch) return false;
  const covered = (offset: number, old: number, length: number, room: number) => {
    const start = offset - old * ratio - sheetMargin * ratio;
    const end = start + (room + 2 * sheetMargin) * ratio;
    return start <= Math.max(0, offset) && end >= Math.min(room, offset + length * view.scale);
  };
  return (
    covered(view.x, painted.x, photo.width, stage.width) &&
    covered(view.y, painted.y, photo.height, stage.height)
  );
}

/** Clears a canvas of the stage's size plus `margin`, and sets its unit to a CSS pixel of the stage. */
function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: Size,
  margin: number,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  const context = canvas.getContext('2d');
  const [across, down] = [
    Math.round((width + 2 * margin) * ratio),
    Math.round((height + 2 * margin) * ratio),
  ];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  context?.setTransform(ratio, 0, 0, ratio, margin * ratio, margin * ratio);
  context?.clearRect(-margin, -margin, width + 2 * margin, height + 2 * margin);
  return context;
}

/** The part of the photo that the stage shows, and `margin` CSS pixels around it. */
function visibleBox({ scale, x, y }: View, { width, height }: Size, margin: number): Box {
  return [
    (-x - margin) / scale,
    (-y - margin) / scale,
    (width + 2 * margin) / scale,
    (height + 2 * margin) / scale,
  ];
}

function touches([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): boolean {
  return ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
}
