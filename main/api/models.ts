import { z } from 'zod';
import type { Model } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';

export const nameInUse = 'inkdex';
/** Names of the recogniser in use: ours, and those in the documents of attention-ocr and CRNN_Tensorflow. */
const namesInUse = [nameInUse, 'aocr', 'crnn'];
/** The name of a model in addresses. */
export const modelParams = z.object({ model: z.string().meta({ examples: [nameInUse] }) });
/** Models have no versions: another model has another name. */
export const modelVersion = '1';

export type FindModel = (name: string) => Promise<Model>;

/** Finds recognisers by the names in addresses. */
export function createModelFinder({ models }: Pick<Services, 'models'>): FindModel {
  /** @throws InkdexError `model-unknown`, `model-damaged` */
  return async (name) => {
    const recognisers = (await models.listModels()).filter(({ kind }) => kind === 'recogniser');
    const isInUse = namesInUse.includes(name);
    const model =
      recognisers.find(({ id }) => id === name) ??
      (isInUse ? recognisers.find((each) => each.promoted) : undefined);
    if (model === undefined) {
      const ids = [nameInUse, ...recognisers.map(({ id }) => id).sort()].join(', ');
      throw new InkdexError(
        'model-unknown',
        `There is no recogniser ${JSON.stringify(name)}. Available: ${ids}.`,
      );
    }
    if (model.problem !== null) throw new InkdexError('model-damaged', model.problem);
    return model;
  };
}
