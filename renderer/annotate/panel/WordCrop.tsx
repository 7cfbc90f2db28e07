import { useEffect, useRef } from 'react';
import { isMirrored, quadSize, type Size } from '../../../shared/geometry.ts';
import { useElementSize } from '../../ui/useElementSize.ts';
import { usePixelRatio } from '../../ui/usePixelRatio.ts';
import { angleOf, centreOf } from '../../../shared/wordShapes.ts';
import { useEditorState } from '../editorContext.ts';
import type { EditorWord } from '../model/labels.ts';
import { levelFor, type PhotoPicture } from '../stage/photoPicture.ts';

/** How much of its surroundings is shown with a word: the context helps to read it. */
const surroundings = { along: 1.3, across: 1.7 };
const largestScale = 8;

/** The word enlarged and straightened, drawn from the photo on the stage, so that it appears at once. */
export function WordCrop({ word }: { readonly word: EditorWord }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useEditorState('picture', (state) => state.picture);
  const photo = useEditorState('view', (state) => state.photo);
  const size = useElementSize(canvas);
  const pixelRatio = usePixelRatio();
  useEffect(() => {
    if (canvas.current !== null && shown !== null) paintCrop(canvas.current, size, word, shown, photo);
  }, [word, shown, photo, size, pixelRatio]);
  return (
    <canvas
      ref={canvas}
      className="word-crop-canvas"
      role="img"
      aria-label={word.text === '' ? 'Picture of the word' : `Picture of the word, read as ${word.text}`}
    />
  );
}

function paintCrop(
  canvas: HTMLCanvasElement,
  { width, height }: Size,
  { quad }: EditorWord,
  { levels }: PhotoPicture,
  photo: Size,
): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const word = quadSize(quad);
  const scale = Math.min(
    width / Math.max(word.width * surroundings.along, 1),
    height / Math.max(word.height * surroundings.across, 1),
    largestScale,
  );
  const level = levelFor(levels, photo.width * scale * ratio);
  const context = canvas.getContext('2d');
  if (context === null || level === undefined) return;
  const [x, y] = centreOf(quad);
  context.setTransform(ratio, 0, 0, ratio, (width / 2) * ratio, (height / 2) * ratio);
  if (isMirrored(quad)) context.scale(1, -1);
  context.rotate(-angleOf(quad));
  context.scale(scale, scale);
  context.translate(-x, -y);
  context.imageSmoothingQuality = 'high';
  context.drawImage(level, 0, 0, photo.width, photo.height);
  context.beginPath();
  for (const [px, py] of quad) context.lineTo(px, py);
  context.closePath();
  context.strokeStyle = '#ff8a1f';
  context.lineWidth = 1.5 / scale;
  context.stroke();
}
