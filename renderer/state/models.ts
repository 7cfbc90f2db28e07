import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Model, ModelId, ModelKind } from '../../shared/contract/model.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { Promotion } from '../../shared/contract/modelCalls.ts';

export interface ModelsState {
  /** Null until the host has answered. */
  readonly models: readonly Model[] | null;
  /** Newest first. */
  readonly promotions: readonly Promotion[];
  readonly error: Failure | null;
  /** Increases with each change, so that model cards are loaded again. */
  readonly changes: number;
  /** Models to compare, in the order of selection. */
  readonly marked: readonly ModelId[];
  readonly inUse: (kind: ModelKind) => Model | undefined;
  readonly refresh: () => Promise<void>;
  readonly toggleMark: (model: ModelId) => void;
  readonly promote: (model: ModelId) => Promise<Model>;
  /** Restores the model that was in use before. A second call before the first has ended means the same step. */
  readonly rollBack: (kind: ModelKind) => Promise<Model>;
  readonly remove: (model: ModelId) => Promise<void>;
}

type ModelCalls = Pick<
  Contract,
  'listModels' | 'listPromotions' | 'promoteModel' | 'rollBackModel' | 'removeModel'
>;

/** More columns would not be readable. */
export const mostComparedModels = 4;

export function createModelsStore(house: ModelCalls): StoreApi<ModelsState> {
  const rollingBack = new Map<ModelKind, Promise<Model>>();

  return createStore<ModelsState>((set, get) => ({
    models: null,
    promotions: [],
    error: null,
    changes: 0,
    marked: [],
    inUse: (kind) => get().models?.find((model) => model.kind === kind && model.promoted),
    refresh: async () => {
      try {
        const [models, promotions] = await Promise.all([house.listModels({}), house.listPromotions({})]);
        const marked = get().marked.filter((id) => models.some((model) => model.id === id));
        set({ models, promotions, error: null, changes: get().changes + 1, marked });
      } catch (thrown) {
        set({ error: failureOf(thrown) });
      }
    },
    toggleMark: (model) => {
      const { marked } = get();
      const others = marked.filter((id) => id !== model);
      set({
        marked: others.length < marked.length ? others : [...marked, model].slice(-mostComparedModels),
      });
    },
    promote: async (model) => {
      const promoted = await house.promoteModel({ model });
      await get().refresh();
      return promoted;
    },
    rollBack: (kind) => {
      const rollOneBack = async () => {
        const model = await house.rollBackModel({ kind });
        await get().refresh();
        return model;
      };
      const rolling = rollingBack.get(kind) ?? rollOneBack().finally(() => rollingBack.delete(kind));
      rollingBack.set(kind, rolling);
      return rolling;
    },
    remove: async (model) => {
      await house.removeModel({ model });
      await get().refresh();
    },
  }));
}
