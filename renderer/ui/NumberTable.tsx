import type { ReactNode } from 'react';

interface NumberTableProps {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly kind?: 'before-after' | 'compare-table' | 'breakdown';
  /** The caption, thead and tbody. */
  readonly children: ReactNode;
}

/** A table of numbers that scrolls, also by keyboard, if it is too wide or too long. */
export function NumberTable({ label, kind, children }: NumberTableProps) {
  return (
    <div
      className={kind === 'breakdown' ? 'table-scroll breakdown' : 'table-scroll'}
      tabIndex={0}
      // Not a landmark: it is mostly in a section that is a landmark with the same name.
      role="group"
      aria-label={label}
    >
      <table className={kind === undefined ? 'numbers' : `numbers ${kind}`}>{children}</table>
    </div>
  );
}
