import { useEffect, useState, type RefObject } from 'react';

/** CSS pixels; all 0 before the element is on the page. */
export interface ElementSize {
  /** Inside the border, without the scroll bar, with the padding. */
  readonly width: number;
  readonly height: number;
  /** Without the padding. */
  readonly contentWidth: number;
}

/** The current inner size of an element. */
export function useElementSize(element: RefObject<HTMLElement | null>): ElementSize {
  const [size, setSize] = useState<ElementSize>({ width: 0, height: 0, contentWidth: 0 });
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { clientWidth: width, clientHeight: height } = target;
      setSize({ width, height, contentWidth: entry?.contentRect.width ?? width });
    });
    observer.observe(target);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return size;
}
