import {
  CircleAlert,
  CircleCheck,
  CircleMinus,
  Clock,
  LoaderCircle,
  Pause,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { Run } from '../../../shared/contract/run.ts';
import { stateOf } from '../../state/runList.ts';

type Tone = 'good' | 'busy' | 'calm' | 'bad';

/** The state or result of a run, in one to three words. */
export function RunBadge({ run }: { readonly run: Run }) {
  const [Icon, text, tone] = badgeOf(run);
  return (
    <span className={`run-badge run-badge-${tone}`}>
      <Icon size={13} strokeWidth={2.4} aria-hidden />
      {text}
    </span>
  );
}

function badgeOf(run: Run): readonly [LucideIcon, string, Tone] {
  const { state, result } = run;
  switch (state) {
    case 'queued':
      return [Clock, stateOf(run), 'calm'];
    case 'running':
      return [LoaderCircle, stateOf(run), 'busy'];
    case 'paused':
      return [Pause, stateOf(run), 'calm'];
    case 'cancelled':
      return [X, stateOf(run), 'calm'];
    case 'failed':
      return [CircleAlert, stateOf(run), 'bad'];
    case 'done':
      if (result === null) return [CircleCheck, stateOf(run), 'calm'];
      return result.better ? [CircleCheck, 'Better', 'good'] : [CircleMinus, 'Not better', 'calm'];
  }
}
