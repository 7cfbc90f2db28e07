import { CircleAlert, CircleSlash, Clock, FileQuestionMark, LoaderCircle } from 'lucide-react';
import type { PhotoStatus } from '../../shared/contract/photo.ts';

/** Names of the statuses, in the filter and on the badge. */
export const statusNames: Readonly<Record<PhotoStatus, string>> = {
  waiting: 'Waiting',
  reading: 'Reading',
  read: 'Read',
  'no-writing': 'No writing',
  failed: 'Failed',
  missing: 'Missing',
};

const icons = {
  waiting: Clock,
  reading: LoaderCircle,
  'no-writing': CircleSlash,
  failed: CircleAlert,
  missing: FileQuestionMark,
} as const;

interface StatusBadgeProps {
  readonly status: PhotoStatus;
  /** Replaces the name of the status. */
  readonly name?: string;
}

/** Says why search cannot find a photo; a photo that has been read has no badge. */
export function StatusBadge({ status, name = statusNames[status] }: StatusBadgeProps) {
  if (status === 'read') return null;
  const Icon = icons[status];
  return (
    <span className={`status-badge status-${status}`}>
      <Icon size={12} strokeWidth={2.4} aria-hidden />
      {name}
    </span>
  );
}
