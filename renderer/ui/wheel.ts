import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Point, Size } from '../../shared/geometry.ts';
import { panBy, zoomAt, type View } from './viewport.ts';

/** Listens to the wheel. React's own listeners are passive, and those cannot stop the page from zooming. */
export function useWheel(
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

/** A wheel or a pinch zooms at the pointer; two fingers on a trackpad pan. */
export function wheelView(view: View, event: WheelEvent, at: Point, photo: Size, stage: Size): View {
  return event.ctrlKey || event.metaKey || !isTrackpad(event)
    ? zoomAt(view, Math.exp(-event.deltaY * wheelSpeed(event)), at, photo, stage)
    : panBy(view, -event.deltaX, -event.deltaY, photo, stage);
}

/** Two fingers on a trackpad give fine steps, often also sideways; a wheel gives coarse vertical ones. */
function isTrackpad({ deltaX, deltaY, deltaMode }: WheelEvent): boolean {
  return deltaMode === WheelEvent.DOM_DELTA_PIXEL && (deltaX !== 0 || Math.abs(deltaY) < 40);
}

/** Zoom per unit of the wheel: lines are coarse units, and a pinch reports small numbers. */
function wheelSpeed({ deltaMode, ctrlKey, deltaY }: WheelEvent): number {
  if (deltaMode === WheelEvent.DOM_DELTA_LINE) return 0.06;
  return ctrlKey && Math.abs(deltaY) < 40 ? 0.01 : 0.002;
}

/** Position of an event in an element, in CSS pixels. */
export function pointIn(
  element: RefObject<HTMLElement | null>,
  event: { clientX: number; clientY: number },
): Point {
  const area = element.current?.getBoundingClientRect();
  return [event.clientX - (area?.left ?? 0), event.clientY - (area?.top ?? 0)];
}
