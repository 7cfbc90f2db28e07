import type { Contract } from '../../shared/contract/contract.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { Run, RunId, RunPhase, RunState } from '../../shared/contract/run.ts';
import { storeOf } from './storeOf.ts';

type RunCalls = Pick<Contract, 'listRuns' | 'removeRun'>;

/** More curves in one plot could not be distinguished. */
export const mostCompared = 6;

/** All training runs of the library. */
export function createRunList(host: RunCalls) {
  const { set, get, withActions } = storeOf({
    /** Unfinished runs first, then the latest; null until the host has answered. */
    runs: null as readonly Run[] | null,
    error: null as Failure | null,
    /** Runs to compare, in the order of selection. */
    marked: [] as readonly RunId[],
  });
  const forget = (run: RunId) => {
    set({
      runs: get().runs?.filter(({ id }) => id !== run) ?? null,
      marked: get().marked.filter((id) => id !== run),
    });
  };
  return withActions({
    refresh: async () => {
      try {
        set({ runs: sorted(await host.listRuns({})), error: null });
      } catch (thrown) {
        set({ error: failureOf(thrown) });
      }
    },
    /** Applies the state of a run from an event or a call. */
    receive: (run: Run) => {
      const runs = get().runs ?? [];
      set({ runs: sorted([run, ...runs.filter(({ id }) => id !== run.id)]) });
    },
    forget,
    toggleMark: (run: RunId) => {
      const { marked } = get();
      const others = marked.filter((id) => id !== run);
      set({ marked: others.length < marked.length ? others : [...marked, run].slice(-mostCompared) });
    },
    /** Removes a finished run with its checkpoint and curves; its model stays. */
    remove: async (run: RunId) => {
      await host.removeRun({ run });
      forget(run);
    },
  });
}

export const stateNames: Readonly<Record<RunState, string>> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  cancelled: 'Cancelled',
  done: 'Done',
  failed: 'Failed',
};

const phaseNames: Readonly<Record<RunPhase, string>> = {
  importing: 'Importing',
  freezing: 'Freezing a version',
  preparing: 'Preparing words',
  training: 'Training',
  evaluating: 'Evaluating',
};

export function stateOf({ state, phase }: Pick<Run, 'state' | 'phase'>): string {
  return state === 'running' && phase !== null ? phaseNames[phase] : stateNames[state];
}

/** Progress of a run's training, or of the phase before it, from 0 to 1; null while unknown. */
export function progressOf({ phase, step, totalSteps, prepared }: Run): number | null {
  if (prepared?.total != null && prepared.total > 0) return Math.min(1, prepared.done / prepared.total);
  if (totalSteps === null) return null;
  if (phase !== null && phase !== 'training') return phase === 'evaluating' ? 1 : null;
  return Math.min(1, step / totalSteps);
}

function sorted(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => orderOf(a) - orderOf(b) || (isUnfinished(a) ? a.id - b.id : b.id - a.id));
}

/** Running runs first, then queued ones in order, then finished ones, latest first. */
function orderOf(run: Run): number {
  if (run.state === 'running') return 0;
  return isUnfinished(run) ? 1 : 2;
}
