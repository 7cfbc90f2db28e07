import { z } from 'zod';
import {
  trainingEngineNameSchema,
  trainingEngineSchema,
  type TrainingEngine,
  type TrainingEngineName,
} from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { EngineChoice } from '../../shared/contract/trainingCalls.ts';
import type { Trainer } from '../workers/client.ts';
import type { Database } from '../store/database.ts';
import { findSetting, replaceSetting } from '../store/settings.ts';

/** The chosen training engine, and the measured speed of each engine. */
export interface EngineChoices {
  /** Null for the fastest available engine. */
  chosen(): TrainingEngineName | null;
  /** The available engines, probed once in each process. */
  list(): Promise<TrainingEngine[]>;
  choice(): Promise<EngineChoice>;
  measure(): Promise<EngineChoice>;
  /** @throws InkdexError `engine-unavailable` */
  choose(engine: TrainingEngineName | null): Promise<EngineChoice>;
  /** Call this when the available engines have changed. */
  forget(): void;
}

const choiceSetting = 'training-engine';
const measuredSetting = 'training-engines-measured';
const measuredSchema = z.object({ engines: z.array(trainingEngineSchema), measuredAt: z.string() });

export function createEngineChoices(db: Database, trainer: Trainer): EngineChoices {
  let found: Promise<TrainingEngine[]> | undefined;

  function chosen(): TrainingEngineName | null {
    return trainingEngineNameSchema.safeParse(findSetting(db, choiceSetting)).data ?? null;
  }

  function measured(): z.infer<typeof measuredSchema> | null {
    const text = findSetting(db, measuredSetting);
    return text === undefined ? null : measuredSchema.parse(JSON.parse(text));
  }

  async function list(): Promise<TrainingEngine[]> {
    found ??= trainer.call('listEngines', { measure: false });
    try {
      return await found;
    } catch (error) {
      found = undefined;
      throw error;
    }
  }

  async function choice(): Promise<EngineChoice> {
    const engines = await list();
    const last = measured();
    const speedOf = (engine: TrainingEngine): number | undefined =>
      last?.engines.find((one) => one.engine === engine.engine && one.device === engine.device)
        ?.wordsPerSecond;
    return {
      chosen: chosen(),
      engines: engines.map((engine) => {
        const wordsPerSecond = speedOf(engine);
        return wordsPerSecond === undefined ? engine : { ...engine, wordsPerSecond };
      }),
      measuredAt: last?.measuredAt ?? null,
    };
  }

  return {
    chosen,
    list,
    choice,
    async measure() {
      const engines = await trainer.call('listEngines', { measure: true });
      found = Promise.resolve(engines);
      const measuredAt = new Date().toISOString();
      replaceSetting(db, measuredSetting, JSON.stringify({ engines, measuredAt }));
      return await choice();
    },
    async choose(engine) {
      const wanted = engine === null ? null : (await list()).find((one) => one.engine === engine);
      if (wanted !== null && wanted?.available !== true) {
        throw new InkdexError(
          'engine-unavailable',
          wanted?.problem ?? `The engine ${String(engine)} is not available. Choose another engine.`,
        );
      }
      replaceSetting(db, choiceSetting, engine ?? '');
      return await choice();
    },
    forget() {
      found = undefined;
    },
  };
}
