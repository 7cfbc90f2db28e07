import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleMinus,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Pause,
  Play,
  RotateCw,
  Trash2,
  X,
} from 'lucide-react';
import { useStore } from 'zustand';
import type { Run, RunState } from '../../../shared/contract/run.ts';
import { outcomeNames, outcomeOf } from '../../common/verdict.ts';
import { CancelRun } from '../../common/CancelRun.tsx';
import { Question } from '../../ui/Question.tsx';
import { useAsking } from '../../ui/useOpen.ts';
import { attempt, jobs, navigation, runList } from '../../state/stores.ts';
import { IconButton } from '../../ui/Button.tsx';
import type { JobOrder } from '../../state/jobs.ts';
import { stateOf } from '../../state/runList.ts';

const orderNames: Readonly<Record<JobOrder, string>> = {
  pause: 'Pausing…',
  resume: 'Resuming…',
  cancel: 'Cancelling…',
};

interface NextOrder {
  readonly order: JobOrder;
  readonly label: string;
  readonly icon: LucideIcon;
}

/** The order that pauses or continues a run; null if neither is possible. */
function nextOrder(state: RunState): NextOrder | null {
  switch (state) {
    case 'queued':
    case 'running':
      return { order: 'pause', label: 'Pause', icon: Pause };
    case 'paused':
      return { order: 'resume', label: 'Resume', icon: Play };
    case 'failed':
      return { order: 'resume', label: 'Try again', icon: RotateCw };
    case 'cancelled':
    case 'done':
      return null;
  }
}

interface RunControlsProps {
  readonly run: Run;
  /** Whether the labels of the buttons name the run, for use in a list. */
  readonly isNamed?: boolean;
}

/**
 * Buttons to pause, resume, cancel and remove a run. A pressed button stays in place with the focus, even if its
 * action changes.
 */
export function RunControls({ run: { id, job, state, title }, isNamed = false }: RunControlsProps) {
  const { asked, ask, close } = useAsking<'cancel' | 'remove'>();
  const underWay = useStore(jobs, (list) => list.underWay.get(job));
  const isBusy = underWay !== undefined;
  const order = async (wanted: JobOrder) => {
    await attempt(jobs.getState().control(job, wanted));
  };
  const named = (what: string) => (isNamed ? `${what}: ${title}` : what);
  const next = nextOrder(state);
  const isOver = state === 'done' || state === 'cancelled' || state === 'failed';

  return (
    <>
      {underWay !== undefined && (
        <span className="hint" role="status">
          {orderNames[underWay]}
        </span>
      )}
      {next !== null && (
        <IconButton
          label={named(next.label)}
          icon={next.icon}
          changes="pauseJob"
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) void order(next.order);
          }}
        />
      )}
      <IconButton
        label={named(isOver ? 'Remove' : 'Cancel')}
        icon={isOver ? Trash2 : X}
        changes="removeRun"
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) ask(isOver ? 'remove' : 'cancel')();
        }}
      />
      {asked === 'cancel' && (
        <CancelRun title={title} onCancel={() => void order('cancel')} onClose={close} />
      )}
      {asked === 'remove' && (
        <Question
          title={`Remove “${title}”?`}
          action="Remove"
          keep="Keep run"
          onYes={() => void removeRun(id)}
          onClose={close}
        >
          <p className="dialog-text">Its curves and checkpoint are deleted. Its model stays.</p>
        </Question>
      )}
    </>
  );
}

async function removeRun(id: Run['id']): Promise<void> {
  const isRemoved = await attempt(
    runList
      .getState()
      .remove(id)
      .then(() => true),
  );
  if (isRemoved !== true) return;
  const { route, navigate } = navigation.getState();
  if (route.screen === 'run' && route.run === id) navigate({ screen: 'training' });
}

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
    case 'done': {
      if (result === null) return [CircleCheck, stateOf(run), 'calm'];
      const outcome = outcomeOf(result);
      const name = outcomeNames[outcome];
      if (outcome === 'unsure') return [CircleHelp, name, 'calm'];
      return outcome === 'better' ? [CircleCheck, name, 'good'] : [CircleMinus, name, 'calm'];
    }
  }
}
