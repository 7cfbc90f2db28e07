import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CommitGroup } from '../../../main/jobs/commitGroup.ts';
import { createJobs, type Jobs } from '../../../main/jobs/service.ts';
import { TakenBack, type ItemOptions, type ItemSteps } from '../../../main/jobs/steps.ts';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { InkdexError } from '../../../shared/result.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { freeLock } from '../../support/lock.ts';

interface Machines {
  capacity: number;
  isHereToo: boolean;
  readonly givenBack: number;
  /** Tells that the capacity has changed. */
  change(): void;
}

/** Jobs of files whose items are done here or on other machines, as `perform` says; `done` has where each was done. */
function openJobs(
  items: number,
  perform: (position: number, options: ItemOptions) => Promise<void> | void,
): { jobs: Jobs; db: WritableDatabase; machines: Machines; done: string[]; steps: ItemSteps } {
  const { db } = temporaryLibrary();
  const jobs = createJobs({ db, lock: freeLock, announce: () => undefined });
  onTestFinished(() => jobs.close());
  const listeners: (() => void)[] = [];
  const done: string[] = [];
  const machines = {
    capacity: 4,
    isHereToo: true,
    givenBack: 0,
    change: () => {
      for (const listener of listeners) listener();
    },
  };
  const steps: ItemSteps = {
    plan: () => Promise.resolve(Array.from({ length: items }, (_, index) => ({ path: `/${index}` }))),
    async perform({ position }, options) {
      await perform(position, options);
      return () => {
        done.push(`${options.elsewhere ? 'there' : 'here'} ${position}`);
        return { state: 'done', photo: null };
      };
    },
    setAside: () => ({ state: 'failed', photo: null }),
    interrupted: () => undefined,
    finish: () => undefined,
    elsewhere: {
      capacity: () => machines.capacity,
      isHereToo: () => machines.isHereToo,
      giveBack: () => void (machines.givenBack += 1),
      onChange: (listener) => void listeners.push(listener),
    },
  };
  jobs.define('read', steps);
  return { jobs, db, machines, done, steps };
}

const queued = { kind: 'read', title: 'Read', request: {} } as const;
const positions = (done: readonly string[]): number[] =>
  done.map((text) => Number(text.split(' ')[1])).sort((a, b) => a - b);

describe('items on other machines', () => {
  it('are done beside those here, each once', async () => {
    const { jobs, done } = openJobs(20, () => setTimeout(2));
    expect(await jobs.finished(jobs.queue(queued).id)).toMatchObject({ state: 'done', done: 20 });
    expect(positions(done)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(new Set(done.map((text) => text.split(' ')[0]))).toEqual(new Set(['here', 'there']));
  });

  it('are all of them where this machine does nothing itself, but those that come back for good', async () => {
    const opened = openJobs(6, (position, { elsewhere }) => {
      if (elsewhere && position === 2) throw new TakenBack('It is too large.', { forGood: true });
    });
    opened.machines.isHereToo = false;
    await opened.jobs.finished(opened.jobs.queue(queued).id);
    expect(opened.done.filter((text) => text.startsWith('here'))).toEqual(['here 2']);
    expect(positions(opened.done)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('come back for a while when the machines cannot be reached, and are tried again', async () => {
    let tries = 0;
    const opened = openJobs(3, (_position, { elsewhere }) => {
      if (!elsewhere) return;
      tries += 1;
      if (tries <= 3) throw new TakenBack('It is full.', { forGood: false });
    });
    opened.machines.isHereToo = false;
    await opened.jobs.finished(opened.jobs.queue(queued).id);
    expect(positions(opened.done)).toEqual([0, 1, 2]);
  });

  it('are asked back while nothing is left to do here', async () => {
    const long = Promise.withResolvers<undefined>();
    const { jobs, machines } = openJobs(3, (_position, { elsewhere }) =>
      elsewhere ? long.promise : undefined,
    );
    const { id } = jobs.queue(queued);
    await expect.poll(() => machines.givenBack).toBeGreaterThan(1);
    long.resolve(undefined);
    expect(await jobs.finished(id)).toMatchObject({ state: 'done', done: 3 });
  });

  it('stop when the job is paused, and are done when it goes on', async () => {
    let isOpen = false;
    const { jobs, done } = openJobs(4, (_position, { signal }) =>
      isOpen
        ? undefined
        : new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new InkdexError('cancelled', 'Stopped.'));
            });
          }),
    );
    const { id } = jobs.queue(queued);
    await setTimeout(50);
    expect(await jobs.calls.pauseJob({ job: id })).toMatchObject({ state: 'paused', done: 0 });
    isOpen = true;
    jobs.calls.resumeJob({ job: id });
    expect(await jobs.finished(id)).toMatchObject({ state: 'done', done: 4, failed: 0 });
    expect(positions(done)).toEqual([0, 1, 2, 3]);
  });

  it('that find the disk full pause the job with the others, which are done when it goes on', async () => {
    let isFull = true;
    const { jobs, done, machines } = openJobs(4, async (_position, { elsewhere, signal }) => {
      if (elsewhere && isFull) throw new InkdexError('disk-full', 'The disk is full.');
      if (isFull) await setTimeout(60_000, undefined, { signal });
    });
    machines.isHereToo = true;
    const { id } = jobs.queue(queued);
    await expect.poll(() => jobs.get(id).state).toBe('paused');
    expect(jobs.get(id).error).toMatchObject({ code: 'disk-full' });
    isFull = false;
    jobs.calls.resumeJob({ job: id });
    expect(await jobs.finished(id)).toMatchObject({ state: 'done', done: 4 });
    expect(positions(done)).toEqual([0, 1, 2, 3]);
  });

  it('are finished while an import goes first', async () => {
    const long = Promise.withResolvers<undefined>();
    const { jobs, steps, done, machines } = openJobs(2, (_position, { elsewhere }) =>
      elsewhere ? long.promise : undefined,
    );
    machines.isHereToo = false;
    const importing = Promise.withResolvers<undefined>();
    const { elsewhere: _elsewhere, ...here } = steps;
    jobs.define('import', {
      ...here,
      plan: () => Promise.resolve([{ path: '/photo' }]),
      async perform() {
        await importing.promise;
        return () => ({ state: 'done', photo: null });
      },
    });
    const reading = jobs.queue(queued);
    await setTimeout(20);
    const imported = jobs.queue({ kind: 'import', title: 'Import', request: {} });
    await expect.poll(() => jobs.get(imported.id).state).toBe('running');
    long.resolve(undefined);
    await expect.poll(() => done.length).toBe(2);
    importing.resolve(undefined);
    expect(await jobs.finished(reading.id)).toMatchObject({ state: 'done', done: 2 });
  });
});

it('of changes written together, one that fails fails alone', async () => {
  const { db } = temporaryLibrary();
  db.exec('CREATE TABLE note (text TEXT NOT NULL) STRICT');
  const group = new CommitGroup(db);
  const write = (text: string) =>
    group.commit(() => {
      db.run(sql`INSERT INTO note VALUES (${text})`);
      if (text === 'bad') throw new Error('This one is bad.');
    });
  const results = await Promise.allSettled(['a', 'bad', 'b'].map(write));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(db.count(sql`SELECT count(*) FROM note`)).toBe(2);
});
