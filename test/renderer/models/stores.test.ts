import { describe, expect, it } from 'vitest';
import { createEnginesStore, createModelsStore, modelInUse } from '../../../renderer/state/models.ts';
import { createAnswers } from '../../../renderer/host/answers.ts';
import { modelIdSchema, type Model } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { EngineChoice, Promotion } from '../../../shared/contract/modelCalls.ts';

const starter = modelIdSchema.parse('starter-recogniser');
const mine = modelIdSchema.parse('my-hand-3');

function hostOfModels() {
  let stack: Promotion[] = [];
  const promoted = () => stack[0]?.model ?? starter;
  const model = (id: typeof mine): Model => ({
    id,
    kind: 'recogniser',
    name: id,
    sha256: 'ab'.repeat(32),
    bytes: 1,
    parameters: 1,
    characters: 'abc',
    reads: 'word',
    promoted: promoted() === id,
    problem: null,
  });
  return {
    listModels: () => Promise.resolve([model(starter), model(mine)]),
    listPromotions: () => Promise.resolve(stack),
    promoteModel: ({ model: id }: { model: typeof mine }) => {
      stack = [{ kind: 'recogniser', model: id, previous: promoted(), at: '2026-11-20T10:00:00Z' }, ...stack];
      return Promise.resolve(model(id));
    },
    rollBackModel: () => {
      if (stack.length === 0)
        return Promise.reject(new InkdexError('not-found', 'Nothing was in use before.'));
      stack = stack.slice(1);
      return Promise.resolve(model(promoted()));
    },
    removeModel: () => Promise.resolve(null),
  };
}

/** A store of models, and what the window knows of them. */
function storeOfModels() {
  const host = hostOfModels();
  const answers = createAnswers(host);
  const store = createModelsStore(host, answers);
  return {
    ...store.getState(),
    promotions: () => answers.load('listPromotions', {}),
    inUse: async () => modelInUse(await answers.load('listModels', {}), 'recogniser')?.id,
  };
}

describe('the models', () => {
  it('are used and rolled back', async () => {
    const { promotions, inUse, promote, rollBack } = storeOfModels();
    expect(await promotions()).toEqual([]);
    await promote(mine);
    expect(await inUse()).toBe(mine);
    expect(await promotions()).toMatchObject([{ kind: 'recogniser', previous: starter }]);
    await rollBack('recogniser');
    expect(await inUse()).toBe(starter);
    await expect(rollBack('recogniser')).rejects.toThrow('Nothing was in use before.');
  });

  it('are rolled back one step if called again before the first call has ended', async () => {
    const { inUse, promote, rollBack } = storeOfModels();
    await promote(mine);
    await promote(starter);
    const both = await Promise.all([rollBack('recogniser'), rollBack('recogniser')]);
    expect(both.map(({ id }) => id)).toEqual([mine, mine]);
    expect(await inUse()).toBe(mine);
    await rollBack('recogniser');
    expect(await inUse()).toBe(starter);
  });
});

describe('the engines', () => {
  const choice: EngineChoice = {
    chosen: null,
    engines: [],
    measuredAt: null,
    reading: { chosen: null, speed: null },
    threads: { chosen: null, processors: 2, inUse: 2 },
  };

  it('show the progress of an installation, and the engines once it has ended', async () => {
    let finish: (choice: EngineChoice) => void = () => undefined;
    const installed = new Promise<EngineChoice>((resolve) => {
      finish = resolve;
    });
    const ask = () => Promise.resolve(choice);
    const answers = createAnswers({ engineChoice: ask });
    const store = createEnginesStore(
      {
        measureEngines: ask,
        chooseEngine: ask,
        chooseReadingEngine: ask,
        chooseThreads: ask,
        installEngine: () => installed,
      },
      answers,
    );
    const installing = store.getState().install(false);
    store.getState().receive('Fetching tensorflow-cpu: 40 %');
    expect(store.getState()).toMatchObject({ busy: 'installing', line: 'Fetching tensorflow-cpu: 40 %' });
    await store.getState().measure();
    expect(store.getState().busy).toBe('installing');
    finish({ ...choice, chosen: 'tensorflow' });
    await installing;
    expect(store.getState()).toMatchObject({ busy: null, line: null });
    expect(answers.client.getQueryData(['engineChoice', {}])).toMatchObject({ chosen: 'tensorflow' });
  });

  it('can be measured again after a failure', async () => {
    const store = createEnginesStore(
      {
        measureEngines: () => Promise.reject(new InkdexError('engine-crashed', 'The trainer ended.')),
        chooseEngine: () => Promise.resolve(choice),
        chooseThreads: () => Promise.resolve(choice),
        chooseReadingEngine: () => Promise.resolve(choice),
        installEngine: () => Promise.resolve(choice),
      },
      createAnswers({}),
    );
    await expect(store.getState().measure()).rejects.toThrow('The trainer ended.');
    expect(store.getState().busy).toBeNull();
  });
});
