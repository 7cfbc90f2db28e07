import { distance, type Box, type Point, type Size } from '../../shared/geometry.ts';
import { useRef, useState, type PointerEvent, type RefObject } from 'react';
import { useElementSize } from '../ui/useElementSize.ts';
import { clampView, dragView, fitView, panBy, reveal, zoomTo, type View } from '../ui/viewport.ts';
import { pointIn, useWheel, wheelView } from '../ui/wheel.ts';

/** A press that moves at most this far is a click. CSS pixels. */
const clickSlack = 4;

export type PanZoom = ReturnType<typeof usePanZoom>;

interface Press {
  readonly at: Point;
  readonly isMoved: boolean;
  /** Where the press began if its drag selects text. */
  readonly text: Point | null;
}

/** What the pointer does besides zooming and panning. Points are stage pixels. */
interface PointerUse {
  /** A click or tap without a drag. */
  readonly onPress: (at: Point, event: PointerEvent) => void;
  /** The pointer moves over the stage without dragging. */
  readonly onPoint: (at: Point) => void;
  /** Whether a drag of the mouse from here selects text instead of panning. */
  readonly isText: (at: Point) => boolean;
  readonly onTextDrag: (from: Point, to: Point) => void;
}

/**
 * Zoom and pan of a photo on a stage: wheel and trackpad pinch at the pointer, two fingers, drag. The
 * whole photo is fitted to the stage until the person zooms, also after the window changes its size.
 *
 * @param picture identifies the picture: a different one is fitted to the stage again
 */
export function usePanZoom(
  element: RefObject<HTMLElement | null>,
  picture: string,
  photo: Size,
  { onPress, onPoint, isText, onTextDrag }: PointerUse,
) {
  const stage = useElementSize(element);
  const [chosen, setChosen] = useState<{ readonly picture: string; readonly view: View } | null>(null);
  const [isDragging, setDragging] = useState(false);
  const pointers = useRef(new Map<number, Press>());
  const view = chosen?.picture === picture ? clampView(chosen.view, photo, stage) : fitView(photo, stage);

  const change = (next: (view: View) => View) => {
    setChosen((before) => ({
      picture,
      view: next(before?.picture === picture ? before.view : fitView(photo, stage)),
    }));
  };
  useWheel(element, (at, event) => {
    change((before) => wheelView(before, event, at, photo, stage));
  });

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    // With two fingers on the photo neither is a tap, even if one of them does not move.
    const isJoining = pointers.current.size > 0;
    for (const [id, press] of pointers.current) pointers.current.set(id, { ...press, isMoved: true });
    const at = pointIn(element, event);
    const text = !isJoining && event.pointerType === 'mouse' && isText(at) ? at : null;
    pointers.current.set(event.pointerId, { at, isMoved: isJoining, text });
  };
  const onPointerMove = (event: PointerEvent) => {
    const at = pointIn(element, event);
    const press = pointers.current.get(event.pointerId);
    if (press === undefined) {
      onPoint(at);
      return;
    }
    const isMoved = press.isMoved || distance(press.at, at) > clickSlack;
    if (!isMoved) return;
    if (press.text !== null) {
      pointers.current.set(event.pointerId, { ...press, isMoved });
      onTextDrag(press.text, at);
      return;
    }
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1].at;
    pointers.current.set(event.pointerId, { at, isMoved, text: null });
    setDragging(true);
    change((before) => dragView(before, press.at, at, other, photo, stage));
  };
  const release = (event: PointerEvent, isPress: boolean) => {
    const press = pointers.current.get(event.pointerId);
    pointers.current.delete(event.pointerId);
    if (pointers.current.size === 0) setDragging(false);
    if (isPress && press?.isMoved === false) onPress(press.at, event);
  };

  return {
    view,
    stage,
    isDragging,
    zoomBy: (factor: number): void => {
      change((before) => zoomTo(before, before.scale * factor, photo, stage));
    },
    zoomToScale: (scale: number): void => {
      change((before) => zoomTo(before, scale, photo, stage));
    },
    fit: (): void => {
      setChosen(null);
    },
    pan: (dx: number, dy: number): void => {
      change((before) => panBy(before, dx, dy, photo, stage));
    },
    reveal: (box: Box): void => {
      change((before) => reveal(before, box, photo, stage));
    },
    pointerHandlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: (event: PointerEvent) => {
        release(event, true);
      },
      onPointerCancel: (event: PointerEvent) => {
        release(event, false);
      },
    },
  };
}
