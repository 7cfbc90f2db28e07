import { useEffect, useEffectEvent, useMemo, useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { pictureVersion } from '../host/pictureAddress.ts';
import { photo as photoStore } from '../state/stores.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { StagePicture } from './StagePicture.tsx';
import { StageControls } from './StageControls.tsx';
import { usePanZoom, type PanZoom } from './usePanZoom.ts';
import { isWholePhotoVisible, photoPoint, zoomStep } from '../ui/viewport.ts';
import { neighbourWord, wordAt, type Direction } from '../state/wordLines.ts';
import { WordBoxes } from './WordBoxes.tsx';

interface PhotoStageProps {
  readonly photo: Photo;
  /** Words to highlight. */
  readonly hits: ReadonlySet<WordId>;
}

/** The photo with zoom and pan, and its words outlined. */
export function PhotoStage({ photo, hits }: PhotoStageProps) {
  const element = useRef<HTMLDivElement>(null);
  const words = useStore(photoStore, (state) => state.words);
  const selected = useStore(photoStore, (state) => state.selected);
  const size = useMemo(() => ({ width: photo.width, height: photo.height }), [photo.width, photo.height]);
  const picture = pictureVersion(photo);
  const panZoom: PanZoom = usePanZoom(element, picture, size, {
    onPress: (at) => {
      photoStore.getState().select(wordAt(words, photoPoint(panZoom.view, at))?.id ?? null);
    },
    onPoint: (at) => {
      photoStore.getState().hover(wordAt(words, photoPoint(panZoom.view, at))?.id ?? null);
    },
  });
  const { view, stage, isDragging, pointerHandlers } = panZoom;
  // Before the stage is measured, the position of the photo is unknown.
  const isMeasured = stage.width > 0;
  const selectedBox = words.find(({ id }) => id === selected)?.box;

  const show = useEffectEvent(() => {
    if (selectedBox !== undefined) panZoom.reveal(selectedBox);
  });
  useEffect(() => {
    if (isMeasured) show();
  }, [selected, isMeasured, stage.width, stage.height, words]);
  useGlobalKeys((event) => handleZoomKey(event.key, panZoom));

  return (
    <div className="stage-frame">
      <div
        ref={element}
        className={`stage${isDragging ? ' is-dragging' : ''}`}
        role="application"
        aria-label={`Photo ${photo.name}. Arrow keys pan, or move between words when a word is selected.`}
        tabIndex={0}
        {...pointerHandlers}
        onPointerLeave={() => {
          photoStore.getState().hover(null);
        }}
        onKeyDown={(event) => {
          handleArrow(event, panZoom, isWholePhotoVisible(view, size, stage));
        }}
      >
        {isMeasured && <StagePicture key={picture} photo={photo} view={view} />}
        {isMeasured && <WordBoxes photo={size} view={view} words={words} hits={hits} />}
      </div>
      {isMeasured && <StageControls panZoom={panZoom} />}
    </div>
  );
}

function handleZoomKey(key: string, { zoomBy, zoomToScale, fit }: PanZoom): boolean {
  if (key === '+' || key === '=') zoomBy(zoomStep);
  else if (key === '-') zoomBy(1 / zoomStep);
  else if (key === '0') fit();
  else if (key === '1') zoomToScale(1);
  else if (key === 'b') photoStore.getState().toggleBoxes();
  else return false;
  return true;
}

/** CSS pixels for one press of an arrow. */
const panStep = 64;
const arrows: Readonly<Record<string, readonly [Direction, number, number]>> = {
  ArrowLeft: ['previous', panStep, 0],
  ArrowRight: ['next', -panStep, 0],
  ArrowUp: ['up', 0, panStep],
  ArrowDown: ['down', 0, -panStep],
};

/** Arrows move between words if a word is selected or the whole photo is visible; otherwise they pan. */
function handleArrow(event: KeyboardEvent, { pan }: PanZoom, isAllVisible: boolean): void {
  const arrow = arrows[event.key];
  if (arrow === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const [direction, dx, dy] = arrow;
  const { lines, selected, select } = photoStore.getState();
  if (selected === null && !isAllVisible) {
    pan(dx, dy);
    return;
  }
  const word = neighbourWord(lines, selected, direction);
  if (word !== null) select(word.id);
}
