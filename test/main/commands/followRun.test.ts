import { describe, expect, it } from 'vitest';
import { followRun } from '../../../main/commands/followRun.ts';
import { explainBusy, followRuns } from '../../../main/commands/train.ts';
import { InkdexError } from '../../../shared/result.ts';
import { gate, request, trainingHost } from '../../support/training.ts';

describe('a command that follows several runs', () => {
  it('pauses the first one at Ctrl-C and leaves the others in the queue', async () => {
    const [first, second] = [gate(1), Promise.withResolvers<undefined>()];
    let isFirst = true;
    const { training, jobs } = trainingHost({
      steps: 2,
      onStep: async (step, crash) => {
        if (!isFirst) await second.promise;
        isFirst = false;
        await first.onStep(step, crash);
      },
    });
    const runs = [await training.calls.startRun(request), await training.calls.startRun(request)];
    const following = followRuns({ training, jobs }, () => undefined, runs, true);
    await first.reached;
    process.emit('SIGINT');
    first.open();
    const { exitCode } = process;
    await following;
    expect(process.exitCode).toBe(130);
    process.exitCode = exitCode;
    expect(training.calls.listRuns().map(({ state }) => state)).not.toContain('done');
    second.resolve(undefined);
  });
});

describe('a command that follows a run', () => {
  it('fails with the reason if Ctrl-C cannot pause it', async () => {
    const entryPoint = gate(1);
    const { training, jobs } = trainingHost({ steps: 2, ...entryPoint });
    const { id } = await training.calls.startRun(request);
    await entryPoint.reached;
    const damaged = new InkdexError('library-damaged', 'The library cannot be read.');
    const refusing = { ...jobs.calls, pauseJob: () => Promise.reject(damaged) };
    const host = { training, jobs: { ...jobs, calls: refusing } };
    const following = followRun(host, () => undefined, id, true);
    process.emit('SIGINT');
    await expect(following).rejects.toBe(damaged);
    entryPoint.open();
    await training.finished(id);
  });
});

it('a training that must wait for another process is told how several run', () => {
  const busy = new InkdexError('library-busy', 'Another process has it.');
  expect(() => explainBusy(busy)).toThrow(/Another process has it\. .*take turns.*CUDA_VISIBLE_DEVICES=1/u);
  const other = new Error('other');
  expect(() => explainBusy(other)).toThrow(other);
});
