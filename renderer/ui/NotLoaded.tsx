import { Cpu, DatabaseZap, GraduationCap, ImageOff, SquareX } from 'lucide-react';
import type { Failure } from '../../shared/result.ts';
import { EmptyState } from './EmptyState.tsx';
import { Loading } from './Loading.tsx';

/** Where to go instead. */
const lists = {
  photos: { icon: ImageOff, href: '#/library', link: 'Back to the library' },
  words: { icon: SquareX, href: '#/label', link: 'Back to correcting words' },
  datasets: { icon: DatabaseZap, href: '#/datasets', link: 'Go to datasets' },
  models: { icon: Cpu, href: '#/models', link: 'Show all models' },
  runs: { icon: GraduationCap, href: '#/training', link: 'Show all runs' },
} as const;

interface NotLoadedProps {
  /** Why there is nothing to show; null while it is loading. */
  readonly error: Pick<Failure, 'message'> | null | undefined;
  readonly title: string;
  readonly list: keyof typeof lists;
}

/** In place of a screen that is loading, or that could not be loaded. */
export function NotLoaded({ error, title, list }: NotLoadedProps) {
  if (error === null || error === undefined) return <Loading />;
  const { icon, href, link } = lists[list];
  return (
    <EmptyState icon={icon} title={title}>
      <p>{error.message}</p>
      <p>
        <a href={href}>{link}</a>
      </p>
    </EmptyState>
  );
}
