import { type KeyboardEvent, memo, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { ImageOff } from 'lucide-react';
import type { Photo } from '../../shared/contract/photo.ts';
import { isUncertain, type Word, type WordId } from '../../shared/contract/word.ts';
import type { FoundLines } from '../../shared/contract/library.ts';
import { type Quad, quadOfBox, type Size } from '../../shared/geometry.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { useToldCall } from '../state/messages.ts';
import { photo as photoStore } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import type { Neighbours } from '../common/useNeighbours.ts';
import { StageControls } from './StageControls.tsx';
import { type PanZoom, usePanZoom } from './usePanZoom.ts';
import { isWholePhotoVisible, photoPoint, type View, zoomStep } from '../ui/viewport.ts';
import { type Direction, neighbourWord, wordAt, wordNear } from '../state/photo.ts';
import { pressWord, useSelectedLines } from './textSelection.ts';
import { HitMark, pathOf } from '../ui/HitLights.tsx';

interface PhotoStageProps {
  readonly photo: Photo;
  /** Words to highlight. */
  readonly hits: ReadonlySet<WordId>;
  readonly neighbours: Neighbours;
}

/** The photo with zoom and pan, and its words outlined. */
export function PhotoStage({ photo, hits, neighbours }: PhotoStageProps) {
  const element = useRef<HTMLDivElement>(null);
  const isPointed = useRef(false);
  const words = useStore(photoStore, (state) => state.words);
  const selected = useStore(photoStore, (state) => state.selected);
  const anchor = useStore(photoStore, (state) => state.anchor);
  const size = useMemo(() => ({ width: photo.width, height: photo.height }), [photo.width, photo.height]);
  const picture = pictureVersion(photo);
  const panZoom: PanZoom = usePanZoom(element, picture, size, {
    onPress: (at, event) => {
      pressWord(wordAt(words, photoPoint(panZoom.view, at))?.id ?? null, event);
    },
    onPoint: (at) => {
      photoStore.getState().hover(wordAt(words, photoPoint(panZoom.view, at))?.id ?? null);
    },
    isText: (at) => wordAt(words, photoPoint(panZoom.view, at)) !== null,
    onTextDrag: (from, to) => {
      const first = wordAt(words, photoPoint(panZoom.view, from));
      const last = wordNear(words, photoPoint(panZoom.view, to));
      if (first === null || last === null) return;
      photoStore.getState().select(first.id);
      photoStore.getState().extend(last.id);
    },
  });
  const { view, stage, isDragging, pointerHandlers } = panZoom;
  // Before the stage is measured, the position of the photo is unknown.
  const isMeasured = stage.width > 0;
  const selectedBox = words.find(({ id }) => id === selected)?.box;

  const show = useEffectEvent(() => {
    // The photo must not move under the pointer: the next click or the rest of a drag would be elsewhere.
    if (selectedBox === undefined || isPointed.current || anchor !== selected) return;
    panZoom.reveal(selectedBox);
  });
  useEffect(() => {
    if (isMeasured) show();
  }, [selected, isMeasured, stage.width, stage.height, words]);
  useGlobalKeys(({ key }) => {
    if (handleZoomKey(key, panZoom)) return true;
    // Where nothing can be panned, the arrows turn the pages, as in other programs for photos.
    const isFitted = isWholePhotoVisible(view, size, stage) && photoStore.getState().selected === null;
    if (isFitted && key === 'ArrowRight') neighbours.goToNext?.();
    else if (isFitted && key === 'ArrowLeft') neighbours.goToPrevious?.();
    else return false;
    return true;
  });

  return (
    <div className="stage-frame">
      <div
        ref={element}
        className={`stage${isDragging ? ' is-dragging' : ''}`}
        role="application"
        aria-label={`Photo ${photo.name}. Arrow keys go to the next photo, pan, or move between words when one is selected.`}
        tabIndex={0}
        {...pointerHandlers}
        onClick={({ detail }) => {
          // A pointer event does not count clicks.
          const { selected: pressed, selectLine } = photoStore.getState();
          if (detail === 3 && pressed !== null) selectLine(pressed);
        }}
        onPointerDownCapture={() => {
          isPointed.current = true;
        }}
        onLostPointerCapture={() => {
          // After the effects of the release.
          setTimeout(() => {
            isPointed.current = false;
          });
        }}
        onPointerLeave={() => {
          photoStore.getState().hover(null);
        }}
        onKeyDown={(event) => {
          handleArrow(event, panZoom, isWholePhotoVisible(view, size, stage));
        }}
      >
        {isMeasured && <StagePicture key={picture} photo={photo} view={view} />}
        {isMeasured && <LineMask photo={photo} view={view} />}
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

/**
 * Arrows move between words if a word is selected, and pan a photo that is not wholly visible. If it is, the left and right
 * ones go to other photos, and the others select the first word.
 */
function handleArrow(event: KeyboardEvent, { pan }: PanZoom, isAllVisible: boolean): void {
  const arrow = arrows[event.key];
  if (arrow === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const [direction, dx, dy] = arrow;
  const { lines, selected, select, extend } = photoStore.getState();
  if (selected === null && isAllVisible && dx !== 0 && !event.shiftKey) return;
  event.preventDefault();
  if (selected === null && !isAllVisible) {
    pan(dx, dy);
    return;
  }
  const word = neighbourWord(lines, selected, direction);
  if (word === null) return;
  if (event.shiftKey) extend(word.id);
  else select(word.id);
}

interface StagePictureProps {
  readonly photo: Photo;
  readonly view: View;
}

/** The photo itself: its thumbnail until the full picture is loaded. */
function StagePicture({ photo, view }: StagePictureProps) {
  const [state, setState] = useState<'loading' | 'loaded' | 'broken'>('loading');
  const place = {
    width: photo.width,
    height: photo.height,
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
  };
  if (state === 'broken') {
    return (
      <div className="stage-broken">
        <ImageOff size={32} strokeWidth={1.5} aria-hidden />
        <p>The photo could not be loaded. Check that the file is still at {photo.path}.</p>
      </div>
    );
  }
  return (
    <>
      {state === 'loading' && (
        <img
          className="stage-photo"
          src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))}
          alt=""
          draggable={false}
          style={place}
        />
      )}
      <img
        className={state === 'loaded' ? 'stage-photo' : 'stage-photo is-loading'}
        data-display
        src={pictureUrl('display', photo.id, pictureVersion(photo))}
        alt=""
        draggable={false}
        style={place}
        onLoad={() => {
          setState('loaded');
        }}
        onError={() => {
          setState('broken');
        }}
      />
    </>
  );
}

interface LineMaskProps {
  readonly photo: Photo;
  readonly view: View;
}

/** The lines of the photo as a line finder sees them, odd and even ones in two colours. */
function LineMask({ photo: { id, turn }, view }: LineMaskProps) {
  const areShown = useStore(photoStore, (state) => state.areLinesShown);
  const found = useToldCall('findLines', areShown ? { photo: id } : null, { again: turn });
  if (!areShown || found == null) return null;
  const { scale, odd, even } = found;
  return (
    <svg className="word-boxes" role="img" aria-label={formatPlural(found.lines.length, 'line')}>
      <g transform={`matrix(${view.scale} 0 0 ${view.scale} ${view.x} ${view.y})`}>
        <g transform={`scale(${scale})`}>
          <path className="line-mask" d={pathOfRuns(odd)} />
          <path className="line-mask is-even" d={pathOfRuns(even)} />
        </g>
        {found.lines.map((box) => (
          <path key={box.join(' ')} className="line-box" d={pathOf(quadOfBox(box))} />
        ))}
      </g>
    </svg>
  );
}

function pathOfRuns(runs: FoundLines['odd']): string {
  return runs.map(([x, y, length]) => `M${x} ${y}h${length}v1h${-length}z`).join('');
}

interface WordBoxesProps {
  readonly photo: Size;
  readonly view: View;
  readonly words: readonly Word[];
  readonly hits: ReadonlySet<WordId>;
}

/** Outlines over the photo: uncertain words, on request all, the hits of the search, and the hovered and selected word. */
function WordBoxes({ photo, view, words, hits }: WordBoxesProps) {
  const areShown = useStore(photoStore, (state) => state.areBoxesShown);
  const selected = useStore(photoStore, (state) => state.selected);
  const hovered = useStore(photoStore, (state) => state.hovered);
  const text = useSelectedLines().flat();
  const find = (id: WordId | null) => (id === null ? undefined : words.find((word) => word.id === id));
  const selectedQuad = find(selected)?.quad;
  const hoveredQuad = hovered === selected ? undefined : find(hovered)?.quad;

  return (
    <svg className={hits.size > 0 ? 'word-boxes has-hits' : 'word-boxes'} aria-hidden>
      <g transform={`matrix(${view.scale} 0 0 ${view.scale} ${view.x} ${view.y})`}>
        {hits.size > 0 && <Lights photo={photo} words={words} hits={hits} />}
        <AllBoxes words={words} isSureShown={areShown} />
        {hoveredQuad !== undefined && <path className="word-box is-hovered" d={pathOf(hoveredQuad)} />}
        {text.length > 1 && <path className="word-box is-text" d={joinPaths(text)} />}
        {selectedQuad !== undefined && text.length < 2 && (
          <path className="word-box is-selected" data-word={selected} d={pathOf(selectedQuad)} />
        )}
      </g>
    </svg>
  );
}

// One path for thousands of boxes keeps the page small, and pan and zoom only change one attribute.
const AllBoxes = memo(function AllBoxes({
  words,
  isSureShown,
}: Pick<WordBoxesProps, 'words'> & { readonly isSureShown: boolean }) {
  return (
    <>
      {isSureShown && (
        <path className="word-box is-sure" d={joinPaths(words.filter((word) => !isUncertain(word)))} />
      )}
      <path className="word-box is-uncertain" d={joinPaths(words.filter(isUncertain))} />
    </>
  );
});

const Lights = memo(function Lights({ photo, words, hits }: Omit<WordBoxesProps, 'view'>) {
  const lit = words.filter(({ id }) => hits.has(id));
  if (lit.length === 0) return null;
  const { width, height } = photo;
  return (
    <>
      <path className="hit-shade" fillRule="evenodd" d={`M0 0H${width}V${height}H0Z ${joinPaths(lit)}`} />
      {lit.map(({ id, quad }) => (
        <HitMark key={id} word={id} quad={quad} isActive={false} />
      ))}
    </>
  );
});

function joinPaths(words: readonly { readonly quad: Quad }[]): string {
  return words.map(({ quad }) => pathOf(quad)).join(' ');
}
