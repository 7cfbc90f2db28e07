import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TrainingParts } from '../../../main/training/runParts.ts';
import { sql } from '../../../main/store/database.ts';
import { InkdexError } from '../../../shared/result.ts';
import { baseModel, gate, request, trainingHost } from '../../support/training.ts';

describe('stopping a run', () => {
  it.each([
    ['pauses', 'paused'],
    ['cancels', 'cancelled'],
  ] as const)(
    '%s it while its model reads the test words, without waiting for them',
    async (_what, state) => {
      const evaluating = Promise.withResolvers<undefined>();
      const { training, added, pause, cancel } = trainingHost({
        steps: 1,
        async onEvaluate(signal) {
          evaluating.resolve(undefined);
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve, { once: true });
          });
        },
      });
      const { id } = await training.calls.startRun(request);
      await evaluating.promise;
      const stopped = state === 'paused' ? pause(id) : cancel(id);
      expect(await stopped).toMatchObject({ state, result: null });
      // A resumed run needs its model; a cancelled one leaves nothing.
      expect([...added.keys()]).toEqual(state === 'paused' ? [`run-${String(id)}`] : []);
    },
  );

  it('does not train again after a kill between writing its result and removing its folder', async () => {
    const { training, db, events, resume } = trainingHost({ steps: 2 });
    const { id } = await training.calls.startRun(request);
    const { result } = await training.finished(id);
    db.run(sql`UPDATE job SET state = 'queued', finished_at = NULL WHERE kind = 'training'`);
    events.length = 0;
    resume(id);
    expect(await training.finished(id)).toMatchObject({ state: 'done', result });
    const phases = events.flatMap(({ payload }) =>
      'run' in payload && typeof payload.run === 'object' ? payload.run.phase : [],
    );
    expect(phases).not.toContain('training');
  });

  it('pauses it with an error when the disk has no room for its checkpoint', async () => {
    const entryPoint = gate(2);
    const { training, pause } = trainingHost({
      steps: 3,
      async onStep(step) {
        await entryPoint.onStep(step, () => undefined);
        if (step === 2) throw new InkdexError('disk-full', 'There is no room left.');
      },
    });
    const { id } = await training.calls.startRun(request);
    await entryPoint.reached;
    const pausing = pause(id);
    entryPoint.open();
    expect(await pausing).toMatchObject({ state: 'paused', error: { code: 'disk-full' }, finishedAt: null });
  });

  it('does not start the training of a run that was cancelled while its model was looked up', async () => {
    const looking = Promise.withResolvers<undefined>();
    const found = Promise.withResolvers<undefined>();
    const steps: number[] = [];
    let searches = 0;
    const models: TrainingParts['models'] = {
      lineFinderAt: () => Promise.resolve(null),
      async findBase() {
        searches += 1;
        // The first search is for the request.
        if (searches === 2) {
          looking.resolve(undefined);
          await found.promise;
        }
        return { ...baseModel, path: '/models/starter-recogniser.onnx', reads: 'word' };
      },
      addModel: () => Promise.reject(new Error('Nothing was trained.')),
      discardModelsOf: () => Promise.resolve(),
      calls: { promoteModel: () => Promise.reject(new Error('Nothing was trained.')) },
      engineForTraining: () => Promise.resolve(null),
    };
    const { training, cancel } = trainingHost(
      { steps: 1, onStep: (step) => void steps.push(step) },
      { models },
    );
    const { id } = await training.calls.startRun(request);
    await looking.promise;
    const cancelling = cancel(id);
    // The attempt to stop has found no training.
    await setTimeout(200);
    found.resolve(undefined);
    expect(await cancelling).toMatchObject({ state: 'cancelled' });
    expect(steps).toEqual([]);
  });
});
