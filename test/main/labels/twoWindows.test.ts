import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnnouncer } from '../../../main/ipc/serve.ts';
import { handlers } from '../../../main/ipc/handlers.ts';
import { openServices, type Services } from '../../../main/services.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { calls, type CallArgs, type CallName, type CallResult } from '../../../shared/contract/contract.ts';
import { labelsChangedSchema, type LabelsChanged } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { hostFrameSchema } from '../../../shared/contract/wire.ts';
import { openTestServer, windowSocket, type TestServer } from '../../support/httpServer.ts';
import { typed } from '../../support/labels.ts';
import { addPhoto, pageOf } from '../../support/library.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
let services: Services;
let entryPoint: TestServer;
let photo: PhotoId;

beforeAll(async () => {
  const db = openLibrary(folder);
  photo = addPhoto(db, 'one.jpg', pageOf('one two three'));
  db.close();
  const announcer = createAnnouncer();
  services = await openServices({ library: folder, announce: announcer.announce });
  const choosePaths = (): Promise<{ kind: 'cancelled' }> => Promise.resolve({ kind: 'cancelled' });
  entryPoint = await openTestServer(handlers(services, { kind: 'browser', choosePaths }));
  announcer.subscribe(entryPoint.announcer.announce);
});
afterAll(async () => {
  await entryPoint.close();
  await services.close();
});

/** A browser's window: it calls, and hears what happens to labels. */
interface Window {
  call<Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResult<Name>>;
  /** The next change that it hears of, or has heard of already. */
  heard(): Promise<LabelsChanged>;
  close(): void;
}

async function openWindow(): Promise<Window> {
  const socket = windowSocket(entryPoint.origin, entryPoint.secret);
  const waiting = new Map<number, (result: unknown) => void>();
  const changes: LabelsChanged[] = [];
  let listener: ((change: LabelsChanged) => void) | undefined;
  socket.on('message', (data: Buffer) => {
    const frame = hostFrameSchema.parse(JSON.parse(data.toString()));
    if ('id' in frame) waiting.get(frame.id)?.(frame.result);
    else if (frame.event === 'labelsChanged') {
      const change = labelsChangedSchema.parse(frame.payload);
      if (listener === undefined) changes.push(change);
      else listener(change);
      listener = undefined;
    }
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  let last = 0;
  return {
    async call(name, args) {
      last += 1;
      const answer = new Promise((resolve) => waiting.set(last, resolve));
      socket.send(JSON.stringify({ id: last, call: name, args }));
      const frame = hostFrameSchema.parse({ id: 0, result: await answer });
      if (!('id' in frame)) throw new TypeError('Expected an answer.');
      if (!frame.result.ok) throw new InkdexError(frame.result.error.code, frame.result.error.message);
      // The schema of the same name that the result's type is inferred from.
      return calls[name].result.parse(frame.result.value) as CallResult<typeof name>;
    },
    heard: () =>
      new Promise((resolve) => {
        const early = changes.shift();
        if (early === undefined) listener = resolve;
        else resolve(early);
      }),
    close: () => {
      socket.close();
    },
  };
}

describe('two windows on one photo', () => {
  it('see what the other does, may go on with other words, and overwrite nothing unseen', async () => {
    const [first, second] = [await openWindow(), await openWindow()];
    const { revision } = await first.call('getLabels', { photo });

    const edited = await first.call('editLabels', { photo, revision, action: typed(1, 'uno') });
    expect(await second.heard()).toEqual(edited);
    expect(await first.heard()).toEqual(edited);

    // The second window has not looked since: another word is its own to change, this one is not.
    const beside = await second.call('editLabels', { photo, revision, action: typed(2, 'due') });
    expect(beside).toMatchObject({ revision: revision + 2, put: [{ text: 'due' }] });
    expect(await first.heard()).toEqual(beside);
    await expect(
      second.call('editLabels', { photo, revision, action: typed(1, 'ein') }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(second.call('undoLabels', { photo, revision })).rejects.toMatchObject({ code: 'conflict' });

    const { words } = await second.call('getLabels', { photo });
    expect(words.map(({ text }) => text)).toEqual(['uno', 'due', 'three']);
    const undone = await first.call('undoLabels', { photo, revision: beside.revision });
    expect(undone).toMatchObject({ put: [{ text: 'two', source: 'model' }], undo: 'text', redo: 'text' });
    expect((await second.call('search', { query: 'uno ', offset: 0, limit: 5 })).total).toBe(1);
    first.close();
    second.close();
  });

  it('refuses over the wire what is no action', async () => {
    const window = await openWindow();
    const { revision } = await window.call('getLabels', { photo });
    const action = { ...typed(1, 'x'), title: 'read' as 'text' };
    await expect(window.call('editLabels', { photo, revision, action })).rejects.toMatchObject({
      code: 'bad-arguments',
    });
    window.close();
  });
});
