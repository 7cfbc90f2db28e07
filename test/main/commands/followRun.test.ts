import { describe, expect, it } from 'vitest';
import { createRunEars, followRun } from '../../../main/commands/followRun.ts';
import { InkdexError } from '../../../shared/result.ts';
import { gate, request, trainingHouse } from '../../support/training.ts';

describe('a command that follows a run', () => {
  it('says why where Ctrl-C cannot pause it', async () => {
    const door = gate(1);
    const { training } = trainingHouse({ steps: 2, ...door });
    const { id } = await training.startRun(request);
    await door.reached;
    const damaged = new InkdexError('library-damaged', 'The library cannot be read.');
    const house = { training: { ...training, pauseRun: () => Promise.reject(damaged) } };
    const following = followRun(house, createRunEars(), id, true);
    process.emit('SIGINT');
    await expect(following).rejects.toBe(damaged);
    door.open();
    await training.finished(id);
  });
});
