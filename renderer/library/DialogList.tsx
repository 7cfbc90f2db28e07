import type { ReactNode } from 'react';

interface DialogListProps {
  /** What the list contains, for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Files or folders in a dialog, one per row, each with its actions. */
export function DialogList({ label, children }: DialogListProps) {
  return (
    <ul className="dialog-list" aria-label={label}>
      {children}
    </ul>
  );
}

interface ListedPathProps {
  readonly name: string;
  /** Shown on hover. */
  readonly path: string;
  /** Details below the name, one paragraph per line. */
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

export function ListedPath({ name, path, children, actions }: ListedPathProps) {
  return (
    <li className="listed-path">
      <div>
        <p className="listed-name" dir="auto" title={path}>
          {name}
        </p>
        {children}
      </div>
      {actions}
    </li>
  );
}
