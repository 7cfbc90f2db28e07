import { expect, it, onTestFinished, vi } from 'vitest';
import { startThread } from '../../../../main/workers/reader/thread.ts';

function openingThread() {
  const thread = startThread<unknown, unknown>('openingThreadEntry');
  onTestFinished(() => {
    thread.retire();
  });
  return thread;
}

it('a request that cannot be sent fails alone: the next one gets its own answer', async () => {
  const thread = openingThread();
  expect(() => thread.ask(() => 'no value')).toThrow('could not be cloned');
  expect(thread.load()).toBe(0);
  await expect(thread.ask('/nowhere/photo.jpg')).rejects.toMatchObject({ code: 'file-missing' });
});

it('a bug in a thread leaves its stack in the log, as one outside of it does; what a person can act on does not', async () => {
  const logged: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
  const thread = openingThread();
  await expect(thread.ask('/nowhere/photo.jpg')).rejects.toMatchObject({ code: 'file-missing' });
  await expect(thread.ask(null)).rejects.toMatchObject({ code: 'internal' });
  await vi.waitFor(() => {
    expect(logged.join('')).toContain('decodePhoto');
  });
  expect(logged.join('')).not.toContain('/nowhere/photo.jpg');
});
