import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';
import type { Point } from '../../../shared/geometry.ts';
import { pointIn } from '../../ui/wheel.ts';
import { useLabelEditor } from '../editorContext.ts';
import { isTyping } from '../../ui/keyboard.ts';
import type { Pointing } from '../tools/gesture.ts';

const middleButton = 1;

/**
 * Handles pointers on the stage. A pointer uses the current tool; it pans instead while the space bar is held, with
 * the middle button, or with a second finger.
 */
export function useStagePointer(stage: RefObject<HTMLElement | null>) {
  const editor = useLabelEditor();
  const pointers = useRef(new Map<number, Point>());
  const isPanning = useRef(false);
  const isSpaceHeld = useSpaceBar();

  const pointingOf = (event: PointerEvent): Pointing => ({
    at: editor.view.toPhoto(pointIn(stage, event)),
    isShift: event.shiftKey,
    isAlt: event.altKey,
  });
  const end = (event: PointerEvent, isDone: boolean) => {
    if (!pointers.current.delete(event.pointerId)) return;
    if (isPanning.current) isPanning.current = pointers.current.size > 0;
    else if (isDone) editor.hand.release(pointingOf(event));
    else editor.hand.interrupt();
  };

  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 && event.button !== middleButton) return;
      // Focus the stage, so that it gets the keys; text typed in the field stays there.
      stage.current?.focus({ preventScroll: true });
      event.preventDefault();
      stage.current?.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, pointIn(stage, event));
      const isPan = isSpaceHeld.current || event.button === middleButton || editor.hand.tool === 'pan';
      if (pointers.current.size > 1) editor.hand.interrupt();
      isPanning.current ||= isPan || pointers.current.size > 1;
      if (!isPanning.current) editor.hand.press(pointingOf(event));
    },
    onPointerMove: (event: PointerEvent) => {
      const from = pointers.current.get(event.pointerId);
      if (!isPanning.current || from === undefined) {
        editor.hand.move(pointingOf(event));
        return;
      }
      const to = pointIn(stage, event);
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      pointers.current.set(event.pointerId, to);
      editor.view.drag(from, to, other);
    },
    onPointerUp: (event: PointerEvent) => {
      end(event, true);
    },
    onPointerCancel: (event: PointerEvent) => {
      end(event, false);
    },
    onPointerLeave: () => {
      editor.hand.leave();
    },
    onDoubleClick: () => {
      const { finish, tool, hovered } = editor.hand;
      if (!finish() && tool === 'select' && hovered !== null) editor.labelling.callField();
    },
  };
}

/** Whether the space bar is held, which pans the photo. */
function useSpaceBar(): RefObject<boolean> {
  const isHeld = useRef(false);
  useEffect(() => {
    const controller = new AbortController();
    window.addEventListener(
      'keydown',
      (event) => {
        const isButton =
          event.target instanceof Element && event.target.closest('button, a, select') !== null;
        if (event.key !== ' ' || isTyping(event.target) || isButton) return;
        event.preventDefault();
        isHeld.current = true;
      },
      { signal: controller.signal },
    );
    // The key may be released while another element has the focus.
    window.addEventListener(
      'keyup',
      (event) => {
        if (event.key === ' ') isHeld.current = false;
      },
      { signal: controller.signal },
    );
    window.addEventListener(
      'blur',
      () => {
        isHeld.current = false;
      },
      { signal: controller.signal },
    );
    return () => {
      controller.abort();
    };
  }, []);
  return isHeld;
}
