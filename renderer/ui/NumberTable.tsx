import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';

interface NumberTableProps {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly kind?: 'compare-table' | 'breakdown';
  readonly caption?: ReactNode;
  /** The titles of the columns; null for one without a title. */
  readonly columns?: readonly ReactNode[];
  /** The rows; without `columns`, the thead and tbody. */
  readonly children: ReactNode;
}

/** A table of numbers that scrolls, also by keyboard, if it is too wide or too long. */
export function NumberTable({ label, kind, caption, columns, children }: NumberTableProps) {
  return (
    <div
      className={kind === 'breakdown' ? 'table-scroll breakdown' : 'table-scroll'}
      tabIndex={0}
      // Not a landmark: it is mostly in a section that is a landmark with the same name.
      role="group"
      aria-label={label}
    >
      <table className={kind === undefined ? 'numbers' : `numbers ${kind}`}>
        {caption !== undefined && <caption>{caption}</caption>}
        {columns !== undefined && (
          <thead>
            <tr>
              {columns.map((title, index) =>
                title === null ? (
                  <td key={index} />
                ) : (
                  <th key={index} scope="col">
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
        )}
        {columns === undefined ? children : <tbody>{children}</tbody>}
      </table>
    </div>
  );
}

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

/** One entry of a list of facts, `dl.facts`. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
