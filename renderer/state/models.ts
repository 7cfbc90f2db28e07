import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Model, ModelId, ModelKind } from '../../shared/contract/model.ts';
import type { Answers } from '../host/answers.ts';

export interface ModelsState {
  /** Models to compare, in the order of selection. */
  readonly marked: readonly ModelId[];
  readonly toggleMark: (model: ModelId) => void;
  readonly promote: (model: ModelId) => Promise<Model>;
  /** Restores the model that was in use before. A second call before the first has ended means the same step. */
  readonly rollBack: (kind: ModelKind) => Promise<Model>;
  readonly remove: (model: ModelId) => Promise<null>;
}

type ModelCalls = Pick<Contract, 'promoteModel' | 'rollBackModel' | 'removeModel'>;

/** More columns would not be readable. */
const mostCompared = 4;

/** The models that are selected to be compared, and what changes models. */
export function createModelsStore(
  house: ModelCalls,
  { outdate }: Pick<Answers, 'outdate'>,
): StoreApi<ModelsState> {
  const rollingBack = new Map<ModelKind, Promise<Model>>();
  const changing = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await outdate('modelsChanged');
    return value;
  };

  return createStore<ModelsState>((set, get) => ({
    marked: [],
    toggleMark: (model) => {
      const { marked } = get();
      const others = marked.filter((id) => id !== model);
      set({ marked: others.length < marked.length ? others : [...marked, model].slice(-mostCompared) });
    },
    promote: (model) => changing(house.promoteModel({ model })),
    rollBack: (kind) => {
      const rolling =
        rollingBack.get(kind) ??
        changing(house.rollBackModel({ kind })).finally(() => rollingBack.delete(kind));
      rollingBack.set(kind, rolling);
      return rolling;
    },
    remove: (model) => changing(house.removeModel({ model })),
  }));
}

/** The model that finds or reads words now. */
export function modelInUse(models: readonly Model[] | undefined, kind: ModelKind): Model | undefined {
  return models?.find((model) => model.kind === kind && model.promoted);
}
