import type { Contract } from '../../shared/contract/contract.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { Answers } from '../host/answers.ts';

export interface CorrectionsLearning {
  /** Applies the state of a corrections run that an event reports. */
  readonly receive: (run: Run) => void;
  /** Starts a run on all corrections. */
  readonly learn: () => Promise<Run>;
}

/** Keeps the answer about corrections, which names the last run that trained on them, in step with that run. */
export function followCorrections(
  house: Pick<Contract, 'learnCorrections'>,
  { put }: Pick<Answers, 'put'>,
): CorrectionsLearning {
  const receive = (run: Run): void => {
    put('correctionsState', {}, (known) => {
      if (known === undefined || run.id < (known.run?.id ?? 0)) return known;
      return { ...known, run, newWords: run.state === 'done' ? 0 : known.newWords };
    });
  };
  return {
    receive,
    learn: async () => {
      const run = await house.learnCorrections({ photos: [], engine: null });
      receive(run);
      return run;
    },
  };
}
