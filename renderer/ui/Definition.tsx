import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

interface DefinitionProps {
  readonly term: string;
  /** The meaning of the term. */
  readonly children: ReactNode;
}

/** CSS pixels between a term and its meaning, and from the meaning to the edge of the window. */
const gap = 6;
const edge = 8;

/** A term with its meaning as a tooltip: on hover, on keyboard focus and for screen readers. */
export function Definition({ term, children }: DefinitionProps) {
  const id = useId();
  const text = useRef<HTMLSpanElement>(null);
  const show = ({ currentTarget }: { readonly currentTarget: Element }) => {
    const popover = text.current;
    if (popover === null || popover.matches(':popover-open')) return;
    popover.showPopover();
    place(popover, currentTarget.getBoundingClientRect());
  };
  const hide = () => {
    if (text.current?.matches(':popover-open') === true) text.current.hidePopover();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || text.current?.matches(':popover-open') !== true) return;
    // Escape also goes back to the previous screen, but it must close an open tooltip first.
    event.preventDefault();
    hide();
  };
  return (
    <>
      <button
        type="button"
        className="definition"
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={onKey}
      >
        {term}
      </button>
      <span ref={text} id={id} role="tooltip" popover="manual" className="definition-text">
        {children}
      </span>
    </>
  );
}

/** Places the tooltip below the term, or above it if there is no room. */
function place(popover: HTMLElement, term: DOMRect): void {
  const { width, height } = popover.getBoundingClientRect();
  const below = term.bottom + gap;
  const top = below + height > window.innerHeight - edge ? term.top - gap - height : below;
  popover.style.top = `${top}px`;
  popover.style.left = `${Math.max(edge, Math.min(term.left, window.innerWidth - edge - width))}px`;
}
