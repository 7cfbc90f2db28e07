import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFolderEvents } from '../../../../main/library/watch/folderEvents.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { patient } from '../../../support/patience.ts';

/** A folder with one in it, and the folders that were told of. */
function listening(isDeep: boolean) {
  const root = temporaryFolder();
  const inner = join(root, 'in');
  mkdirSync(inner);
  const told = new Set<string>();
  const events = createFolderEvents((folder) => told.add(folder), isDeep);
  for (const folder of [root, inner]) events.listen(folder);
  onTestFinished(() => {
    events.close();
  });
  return { root, inner, told, events };
}

async function eventually(told: ReadonlySet<string>, folder: string): Promise<void> {
  await vi.waitFor(
    () => {
      expect([...told]).toContain(folder);
    },
    { timeout: patient(10_000), interval: 10 },
  );
}

async function aWhile(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 150));
}

describe.each([
  ['one folder at a time', false],
  ['a folder with all that is in it', true],
])('Listening to %s', (_name, isDeep) => {
  it('tells of the folder in which something was written, renamed or deleted', async () => {
    const { root, inner, told } = listening(isDeep);
    writeFileSync(join(inner, 'a.jpg'), 'x');
    await eventually(told, inner);
    told.clear();
    writeFileSync(join(root, 'b.jpg'), 'x');
    await eventually(told, root);
    await aWhile();
    told.clear();
    renameSync(join(inner, 'a.jpg'), join(inner, 'c.jpg'));
    await eventually(told, inner);
    await aWhile();
    told.clear();
    rmSync(join(inner, 'c.jpg'));
    await eventually(told, inner);
  });

  it('says nothing of what is hidden, nor of a folder that is forgotten', async () => {
    const { root, inner, told, events } = listening(isDeep);
    writeFileSync(join(inner, '.partial'), 'x');
    await aWhile();
    expect(told.size).toBe(0);
    events.forget(root);
    writeFileSync(join(inner, 'a.jpg'), 'x');
    await aWhile();
    expect(told.size).toBe(0);
  });

  it('takes a folder that is not there without a word', () => {
    const { root, events } = listening(isDeep);
    events.listen(join(root, 'none'));
  });
});

// What Node does for Linux, where it is deep, loses folders that are made again; the others' systems do not.
describe('Listening to one folder at a time', () => {
  it('goes on where a folder was removed and made again, once it is told to', async () => {
    const { inner, told, events } = listening(false);
    rmSync(inner, { recursive: true });
    mkdirSync(inner);
    await aWhile();
    events.listen(inner);
    told.clear();
    writeFileSync(join(inner, 'a.jpg'), 'x');
    await eventually(told, inner);
  });
});
