import type { LucideIcon } from 'lucide-react';
import type { Failure } from '../../shared/result.ts';
import { EmptyState } from './EmptyState.tsx';
import { Loading } from './Loading.tsx';

interface NotLoadedProps {
  /** Why there is nothing to show; null while it is loading. */
  readonly error: Pick<Failure, 'message'> | null | undefined;
  readonly icon: LucideIcon;
  readonly title: string;
  /** Where to go instead. */
  readonly href: string;
  readonly link: string;
}

/** In place of a screen that is loading, or that could not be loaded. */
export function NotLoaded({ error, icon, title, href, link }: NotLoadedProps) {
  if (error === null || error === undefined) return <Loading />;
  return (
    <EmptyState icon={icon} title={title}>
      <p>{error.message}</p>
      <p>
        <a href={href}>{link}</a>
      </p>
    </EmptyState>
  );
}
