import type { Contract } from '../../shared/contract/contract.ts';
import type {
  Model,
  ModelId,
  ModelKind,
  ReadingEngineName,
  TrainingEngineName,
} from '../../shared/contract/model.ts';
import type { EngineChoice } from '../../shared/contract/modelCalls.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { Answers } from '../host/answers.ts';
import { storeOf } from './storeOf.ts';

type ModelCalls = Pick<Contract, 'promoteModel' | 'rollBackModel' | 'removeModel'>;

/** More columns would not be readable. */
const mostCompared = 4;

/** The models that are selected to be compared, and what changes models. */
export function createModelsStore(host: ModelCalls, { outdate }: Pick<Answers, 'outdate'>) {
  const rollingBack = new Map<ModelKind, Promise<Model>>();
  const changing = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await outdate('modelsChanged');
    return value;
  };

  const { set, get, withActions } = storeOf({
    /** Models to compare, in the order of selection. */
    marked: [] as readonly ModelId[],
  });
  return withActions({
    toggleMark: (model: ModelId) => {
      const { marked } = get();
      const others = marked.filter((id) => id !== model);
      set({ marked: others.length < marked.length ? others : [...marked, model].slice(-mostCompared) });
    },
    promote: (model: ModelId) => changing(host.promoteModel({ model })),
    /** Restores the model that was in use before. A second call before the first has ended means the same step. */
    rollBack: (kind: ModelKind) => {
      const rolling =
        rollingBack.get(kind) ??
        changing(host.rollBackModel({ kind })).finally(() => rollingBack.delete(kind));
      rollingBack.set(kind, rolling);
      return rolling;
    },
    remove: (model: ModelId) => changing(host.removeModel({ model })),
  });
}

/** The model that finds or reads words now. */
export function modelInUse(models: readonly Model[] | undefined, kind: ModelKind): Model | undefined {
  return models?.find((model) => model.kind === kind && model.promoted);
}

/** Whether a model can show the lines of a photo: rows of ink, which need no training, only where they are in use. */
export function findsLines({ kind, promoted, parameters }: Model): boolean {
  return kind === 'lines' && (promoted || parameters > 0);
}

type EngineCalls = Pick<
  Contract,
  'measureEngines' | 'chooseEngine' | 'chooseReadingEngine' | 'chooseThreads' | 'installEngine'
>;

/** Measures, chooses and installs the engines of this machine. */
export function createEnginesStore(host: EngineCalls, { put }: Pick<Answers, 'put'>) {
  const { set, get, withActions } = storeOf({
    busy: null as 'measuring' | 'installing' | null,
    /** Progress of an installation, for people. */
    line: null as string | null,
  });
  const show = (choice: EngineChoice) => {
    put('engineChoice', {}, () => choice);
  };

  async function whileBusy(
    busy: 'measuring' | 'installing',
    answer: () => Promise<EngineChoice>,
  ): Promise<void> {
    if (get().busy !== null) return;
    set({ busy, line: null });
    try {
      show(await answer());
    } finally {
      set({ busy: null, line: null });
    }
  }

  return withActions({
    /** Applies a progress line from an event. */
    receive: (line: string) => {
      set({ line });
    },
    measure: () => whileBusy('measuring', () => host.measureEngines({})),
    choose: async (engine: TrainingEngineName | null) => {
      show(await host.chooseEngine({ engine }));
    },
    async chooseForReading(engine: ReadingEngineName | null) {
      show(await host.chooseReadingEngine({ engine }));
    },
    async chooseThreads(threads: number | null) {
      show(await host.chooseThreads({ threads }));
    },
    install: (gpu: boolean) => whileBusy('installing', () => host.installEngine({ gpu })),
  });
}

/** Keeps the answer about corrections, which names the last run that trained on them, in step with that run. */
export function followCorrections(host: Pick<Contract, 'learnCorrections'>, { put }: Pick<Answers, 'put'>) {
  const receive = (run: Run): void => {
    put('correctionsState', {}, (known) => {
      if (known === undefined || run.id < (known.run?.id ?? 0)) return known;
      return { ...known, run, newWords: run.state === 'done' ? 0 : known.newWords };
    });
  };
  return {
    /** Applies the state of a corrections run that an event reports. */
    receive,
    /** Starts a run on all corrections. */
    learn: async (): Promise<Run> => {
      const run = await host.learnCorrections({ photos: [], engine: null });
      receive(run);
      return run;
    },
  };
}
