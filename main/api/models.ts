import { z } from 'zod';
import type { Model, ModelId } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';

export const nameInUse = 'inkdex';
/** Names of the recogniser in use: ours, and those in the documents of attention-ocr and CRNN_Tensorflow. */
const namesInUse = [nameInUse, 'aocr', 'crnn'];
/** The name of a model in addresses. */
export const modelParams = z.object({ model: z.string().meta({ examples: [nameInUse] }) });
/** Models have no versions: another model has another name. */
export const modelVersion = '1';
/** The same with the version, which clients may name. */
export const versionParams = modelParams.extend({
  version: z.literal(modelVersion, {
    error: `models have the version ${modelVersion} only: another model has another name`,
  }),
});

export type FindModel = (name: string) => Promise<Model & Pick<NamedModel, 'numbers'>>;

/** The numbers of characters in sparse tensors, as an ord_map of CRNN_Tensorflow has them. */
type CharacterNumbers = ReadonlyMap<string, number>;
export interface NamedModel {
  readonly id: ModelId;
  /** Code points by default. */
  readonly numbers?: CharacterNumbers | undefined;
}
/** Models by the names that a person gave them for the API. */
export type ModelNames = ReadonlyMap<string, NamedModel>;

/** Finds recognisers by the names in addresses. */
export function createModelFinder(
  { models }: { readonly models: { readonly calls: { listModels(): Promise<readonly Model[]> } } },
  names: ModelNames = new Map(),
): FindModel {
  /** @throws InkdexError `model-unknown`, `model-damaged` */
  return async (name) => {
    const recognisers = (await models.calls.listModels()).filter(({ kind }) => kind === 'recogniser');
    const { id: given, numbers } = names.get(name) ?? {};
    const isInUse = given === undefined && namesInUse.includes(name);
    const model =
      recognisers.find(({ id }) => id === (given ?? name)) ??
      (isInUse ? recognisers.find((each) => each.promoted) : undefined);
    if (model === undefined) {
      const ids = [nameInUse, ...names.keys(), ...recognisers.map(({ id }) => id).sort()].join(', ');
      throw new InkdexError(
        'model-unknown',
        `There is no recogniser ${JSON.stringify(given ?? name)}. Available: ${ids}.`,
      );
    }
    if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
    return { ...model, numbers };
  };
}
