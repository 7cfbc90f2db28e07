import type { ReactNode } from 'react';
import './tables.css';

interface NumberTableProps {
  /** What it is about, for those who have it read out. */
  readonly label: string;
  readonly kind?: 'before-after' | 'compare-table' | 'breakdown';
  /** caption, thead, tbody */
  readonly children: ReactNode;
}

/** A table of figures that scrolls, by keyboard too, where it is too wide or too long. */
export function NumberTable({ label, kind, children }: NumberTableProps) {
  return (
    <div
      className={kind === 'breakdown' ? 'table-scroll breakdown' : 'table-scroll'}
      tabIndex={0}
      // No landmark: it mostly stands in a section that is one, of the same name.
      role="group"
      aria-label={label}
    >
      <table className={kind === undefined ? 'numbers' : `numbers ${kind}`}>{children}</table>
    </div>
  );
}
