import type { ReactNode } from 'react';
import type { Failure } from '../../shared/result.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { useEscapeTo } from './useEscapeTo.ts';
import { useWindowTitle } from './windowTitle.ts';

interface CompareScreenProps {
  readonly what: 'models' | 'runs';
  /** The screen with the list of all. */
  readonly list: Route;
  /** How many are compared. */
  readonly count: number;
  readonly error: Failure | null | undefined;
  /** Undefined while they are loading. */
  readonly children: ReactNode;
}

/** Compares two or more models or runs. */
export function CompareScreen({ what, list, count, error, children }: CompareScreenProps) {
  useWindowTitle(`Compare ${what}`);
  useEscapeTo(list);
  const href = formatRoute(list);
  const tooFew = { message: `Select two or more ${what} in the list, then press C.` };
  const why = error ?? (count < 2 ? tooFew : null);
  if (why !== null || children === undefined) {
    return <NotLoaded error={why} title="Nothing to compare" list={what} />;
  }
  return (
    <div className="training-screen">
      <header className="photo-header run-header">
        <BackLink href={href} label={`Back to the ${what}`} />
        <div className="photo-title">
          <h1>
            {count} {what} compared
          </h1>
        </div>
      </header>
      {children}
    </div>
  );
}
