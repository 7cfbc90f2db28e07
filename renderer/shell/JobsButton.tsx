import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useUnread } from '../common/unread.ts';
import { isUnfinished, overallProgress } from '../state/jobs.ts';
import { jobs } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';
import { ProgressRing } from '../ui/Progress.tsx';
import { JobsPopover } from './JobsPopover.tsx';

/** A ring with the progress of all jobs; a click opens their list. */
export function JobsButton() {
  const all = useStore(jobs, (state) => state.jobs);
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const unfinished = all.filter(isUnfinished);
  const unread = useUnread();
  const label =
    unfinished.length > 0
      ? formatPlural(unfinished.length, 'job')
      : unread > 0
        ? `${formatPlural(unread, 'photo')} not read`
        : 'All done';
  useClickOutside(place, isOpen, () => {
    setOpen(false);
  });

  return (
    <div
      ref={place}
      className="jobs"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        place.current?.querySelector('button')?.focus();
      }}
    >
      <button
        type="button"
        className="sidebar-item"
        aria-expanded={isOpen}
        aria-label={`Jobs: ${label}`}
        title={label}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {unfinished.length > 0 ? (
          <ProgressRing value={overallProgress(all)} />
        ) : unread > 0 ? (
          <CircleDashed size={18} aria-hidden />
        ) : (
          <CircleCheck size={18} aria-hidden />
        )}
        <span className="sidebar-label">{label}</span>
      </button>
      {isOpen && <JobsPopover jobs={all} unread={unread} />}
    </div>
  );
}

function useClickOutside(
  place: RefObject<HTMLElement | null>,
  isActive: boolean,
  onOutside: () => void,
): void {
  const onPointer = useEffectEvent((event: PointerEvent) => {
    if (event.target instanceof Node && place.current?.contains(event.target) !== true) onOutside();
  });
  useEffect(() => {
    if (!isActive) return undefined;
    window.addEventListener('pointerdown', onPointer);
    return () => {
      window.removeEventListener('pointerdown', onPointer);
    };
  }, [isActive]);
}
