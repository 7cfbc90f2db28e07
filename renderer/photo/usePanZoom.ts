import { useEffect, useEffectEvent, useRef, useState, type PointerEvent, type RefObject } from 'react';
import type { Box, Point } from '../../shared/geometry.ts';
import { useElementSize } from '../ui/useElementSize.ts';
import { clampView, fitView, panBy, reveal, zoomAt, zoomTo, type Size, type View } from './viewport.ts';

/** A press that moves less than this is a click. CSS pixels. */
const clickSlack = 4;

export interface PanZoom {
  readonly view: View;
  readonly stage: Size;
  readonly isDragging: boolean;
  readonly zoomBy: (factor: number) => void;
  readonly zoomToScale: (scale: number) => void;
  readonly fit: () => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly reveal: (box: Box) => void;
  readonly pointerHandlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: (event: PointerEvent) => void;
    readonly onPointerCancel: (event: PointerEvent) => void;
  };
}

interface Press {
  readonly at: Point;
  readonly isMoved: boolean;
}

/**
 * Zoom and pan of a photo on a stage: wheel and trackpad pinch at the pointer, two fingers, drag. The
 * whole photo is shown until the person zooms, however the window changes.
 *
 * @param onPress a click or tap that was no drag, in stage pixels
 * @param onPoint the pointer moves over the stage without dragging
 */
export function usePanZoom(
  element: RefObject<HTMLElement | null>,
  photo: Size,
  { onPress, onPoint }: { readonly onPress: (at: Point) => void; readonly onPoint: (at: Point) => void },
): PanZoom {
  const stage = useElementSize(element);
  const [chosen, setChosen] = useState<View | null>(null);
  const [isDragging, setDragging] = useState(false);
  const pointers = useRef(new Map<number, Press>());
  const view = chosen === null ? fitView(photo, stage) : clampView(chosen, photo, stage);

  const change = (next: (view: View) => View) => {
    setChosen((before) => next(before ?? fitView(photo, stage)));
  };
  useWheel(element, (at, event) => {
    change((before) =>
      event.ctrlKey || event.metaKey || !isTrackpad(event)
        ? zoomAt(before, Math.exp(-event.deltaY * wheelSpeed(event)), at, photo, stage)
        : panBy(before, -event.deltaX, -event.deltaY, photo, stage),
    );
  });

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, { at: pointIn(element, event), isMoved: false });
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
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1].at;
    pointers.current.set(event.pointerId, { at, isMoved });
    setDragging(true);
    if (other === undefined) {
      change((before) => panBy(before, at[0] - press.at[0], at[1] - press.at[1], photo, stage));
    } else {
      const factor = distance(at, other) / Math.max(distance(press.at, other), 1);
      change((before) => zoomAt(before, factor, other, photo, stage));
    }
  };
  const release = (event: PointerEvent, isPress: boolean) => {
    const press = pointers.current.get(event.pointerId);
    pointers.current.delete(event.pointerId);
    if (pointers.current.size === 0) setDragging(false);
    if (isPress && press?.isMoved === false) onPress(press.at);
  };

  return {
    view,
    stage,
    isDragging,
    zoomBy: (factor) => {
      change((before) => zoomTo(before, before.scale * factor, photo, stage));
    },
    zoomToScale: (scale) => {
      change((before) => zoomTo(before, scale, photo, stage));
    },
    fit: () => {
      setChosen(null);
    },
    pan: (dx, dy) => {
      change((before) => panBy(before, dx, dy, photo, stage));
    },
    reveal: (box) => {
      change((before) => reveal(before, box, photo, stage));
    },
    pointerHandlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: (event) => {
        release(event, true);
      },
      onPointerCancel: (event) => {
        release(event, false);
      },
    },
  };
}

/** React listens to wheels passively, and a passive listener cannot keep the page from zooming. */
function useWheel(
  element: RefObject<HTMLElement | null>,
  onWheel: (at: Point, event: WheelEvent) => void,
): void {
  const handle = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    onWheel(pointIn(element, event), event);
  });
  useEffect(() => {
    const target = element.current;
    target?.addEventListener('wheel', handle, { passive: false });
    return () => target?.removeEventListener('wheel', handle);
  }, [element]);
}

/** Two fingers on a trackpad give fine steps, often sideways too; a wheel gives coarse upright ones. */
function isTrackpad({ deltaX, deltaY, deltaMode }: WheelEvent): boolean {
  return deltaMode === WheelEvent.DOM_DELTA_PIXEL && (deltaX !== 0 || Math.abs(deltaY) < 40);
}

/** Zoom per unit of the wheel: lines are coarse, and a pinch reports small numbers. */
function wheelSpeed({ deltaMode, ctrlKey, deltaY }: WheelEvent): number {
  if (deltaMode === WheelEvent.DOM_DELTA_LINE) return 0.06;
  return ctrlKey && Math.abs(deltaY) < 40 ? 0.01 : 0.002;
}

function pointIn(element: RefObject<HTMLElement | null>, event: { clientX: number; clientY: number }): Point {
  const area = element.current?.getBoundingClientRect();
  return [event.clientX - (area?.left ?? 0), event.clientY - (area?.top ?? 0)];
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}
