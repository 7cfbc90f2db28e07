import type { Contract, EventPayload } from '../../shared/contract/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { RunId, RunWithCurves } from '../../shared/contract/run.ts';
import { storeOf } from '../state/storeOf.ts';

type RunChange = EventPayload<'runChanged'>;

/** Runs with their curves: one on its own screen, or several in a comparison. */
export function createRunBook(host: Pick<Contract, 'getRun'>) {
  let wanted: readonly RunId[] = [];
  /** Changes that arrived while a run was loading: the answer may be older. */
  const early = new Map<RunId, RunChange[]>();

  const { set, get, withActions } = storeOf({
    /** The runs on screen, with their curves. */
    runs: new Map() as ReadonlyMap<RunId, RunWithCurves>,
    errors: new Map() as ReadonlyMap<RunId, Failure>,
  });
  async function load(run: RunId): Promise<void> {
    if (early.has(run)) return;
    const changes: RunChange[] = [];
    early.set(run, changes);
    try {
      const answer = await host.getRun({ run });
      if (!wanted.includes(run)) return;
      const errors = new Map(get().errors);
      errors.delete(run);
      set({ runs: new Map(get().runs).set(run, changes.reduce(withChange, answer)), errors });
    } catch (thrown) {
      if (wanted.includes(run)) set({ errors: new Map(get().errors).set(run, failureOf(thrown)) });
    } finally {
      early.delete(run);
    }
  }

  return withActions({
    /** Shows these runs and no others. */
    open: async (ids: readonly RunId[]) => {
      wanted = ids;
      const isWanted = ([id]: readonly [RunId, unknown]) => ids.includes(id);
      set({ runs: new Map([...get().runs].filter(isWanted)), errors: new Map() });
      await Promise.all(ids.map(load));
    },
    /** Loads the runs on screen again, after missed events. */
    refresh: async () => {
      await Promise.all(wanted.map(load));
    },
    receive: (change: RunChange) => {
      const { id } = change.run;
      early.get(id)?.push(change);
      const known = get().runs.get(id);
      if (known !== undefined) set({ runs: new Map(get().runs).set(id, withChange(known, change)) });
    },
    /** Applies the event that a run was removed. */
    forget: (run: RunId) => {
      if (!wanted.includes(run)) return;
      wanted = wanted.filter((id) => id !== run);
      const { runs, errors } = get();
      const message = `${runs.get(run)?.run.title ?? 'This run'} was removed.`;
      set({
        runs: new Map([...runs].filter(([id]) => id !== run)),
        errors: new Map(errors).set(run, { code: 'not-found', message }),
      });
    },
  });
}

/** A run with a change from an event applied. */
function withChange(before: RunWithCurves, change: RunChange): RunWithCurves {
  return {
    run: change.run,
    points: joined(before.points, change.points),
    evaluations: joined(before.evaluations, change.evaluations),
    samples: change.samples.length > 0 ? change.samples : before.samples,
  };
}

/** A run that continues from its checkpoint repeats some steps: the latest values count. */
function joined<Item extends { readonly step: number }>(before: Item[], after: Item[]): Item[] {
  const [first] = after;
  if (first === undefined) return before;
  return [...before.filter(({ step }) => step < first.step), ...after];
}
