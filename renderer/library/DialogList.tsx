import type { ReactNode } from 'react';

interface DialogListProps {
  /** What it lists, for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Files or folders in a dialog, one below the other, with what can be done about each. */
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
  /** What there is to say of it, a line each. */
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
