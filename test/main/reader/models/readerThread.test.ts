import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { callTable, trusted, withoutProgress } from '../../../../main/rpc/calls.ts';
import { entryBeside, startThread } from '../../../../main/rpc/thread.ts';
import { startReaderThread } from '../../../../main/reader/models/readerThread.ts';

/** The calls of a reader's thread with arguments that its own table does not allow. */
const anyCalls = callTable({
  openPage: withoutProgress({ args: trusted<unknown>(), result: trusted<unknown>() }),
});

function openingThread() {
  const beside = { ...import.meta, dirname: `${process.cwd()}/main/reader/models` };
  const thread = startThread(entryBeside(beside, 'readerThreadEntry'), anyCalls, { data: null });
  onTestFinished(() => {
    thread.retire();
  });
  return thread;
}

it('a request that cannot be sent fails alone: the next one gets its own answer', async () => {
  const thread = openingThread();
  await expect(thread.call('openPage', () => 'no value')).rejects.toThrow('could not be cloned');
  expect(thread.load()).toBe(0);
  await expect(
    thread.call('openPage', { photo: '/nowhere/photo.jpg', takesPhoto: false }),
  ).rejects.toMatchObject({ code: 'file-missing' });
});

it('a bug in a thread leaves its stack in the log, as one outside of it does; what a person can act on does not', async () => {
  const logged: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
  const thread = openingThread();
  await expect(
    thread.call('openPage', { photo: '/nowhere/photo.jpg', takesPhoto: false }),
  ).rejects.toMatchObject({ code: 'file-missing' });
  await expect(thread.call('openPage', { photo: null, takesPhoto: false })).rejects.toMatchObject({
    code: 'internal',
  });
  await vi.waitFor(() => {
    expect(logged.join('')).toContain('decodePhoto');
  });
  expect(logged.join('')).not.toContain('/nowhere/photo.jpg');
});

it('a thread that has retired answers what it was asked before, and nothing after', async () => {
  const thread = startReaderThread();
  const asked = thread.call('openPage', { photo: '/nowhere/photo.jpg', takesPhoto: false });
  thread.retire();
  expect(thread.load()).toBe(Infinity);
  await expect(
    thread.call('openPage', { photo: '/nowhere/photo.jpg', takesPhoto: false }),
  ).rejects.toMatchObject({
    code: 'engine-crashed',
  });
  await expect(asked).rejects.toMatchObject({ code: 'file-missing' });
});

it('a thread that is asked nothing does not keep its process alive', async () => {
  const thread = JSON.stringify(`${process.cwd()}/main/reader/models/readerThread.ts`);
  const program = `import(${thread}).then(({ startReaderThread }) => void startReaderThread());`;
  await promisify(execFile)(process.execPath, ['--eval', program], { timeout: 20_000 });
});
