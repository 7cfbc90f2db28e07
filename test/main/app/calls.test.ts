import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, it } from 'vitest';
import { handleCalls, sendEvent } from '../../../main/app/calls.ts';
import { serve } from '../../../main/ipc/serve.ts';
import { emptyLibrary, smallHost } from '../../support/smallHost.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

describe('Calls over Electron', () => {
  it('are answered in an envelope', async () => {
    expect(await invoke('app://inkdex/', 'libraryInfo', {})).toEqual({ ok: true, value: emptyLibrary });
  });

  it('are rejected from any page but ours', async () => {
    expect(await invoke('https://evil.example/', 'libraryInfo', {})).toMatchObject({
      ok: false,
      error: { code: 'permission-denied' },
    });
  });

  it('reject a name that is not a string', async () => {
    expect(await invoke('app://inkdex/', { toString: 'libraryInfo' }, {})).toMatchObject({
      ok: false,
      error: { code: 'bad-arguments' },
    });
  });
});

describe('Events over Electron', () => {
  it('are sent to an open window, and not to a closed one', () => {
    const sent: unknown[][] = [];
    const contents = { send: (...args: unknown[]) => sent.push(args), isDestroyed: () => false };
    sendEvent(contents, 'failuresChanged', {});
    sendEvent({ ...contents, isDestroyed: () => true }, 'failuresChanged', {});
    expect(sent).toEqual([['inkdex:event', 'failuresChanged', {}]]);
  });
});

/** The answer to a call from a frame at the address. */
function invoke(address: string, call: unknown, args: unknown): unknown {
  let handler: Handler | undefined;
  const ipcMain = {
    handle: (_channel: string, given: Handler) => {
      handler = given;
    },
  };
  handleCalls(
    ipcMain,
    serve(smallHost(), () => undefined),
  );
  const event = { senderFrame: { url: address, parent: null } } as unknown as IpcMainInvokeEvent;
  return handler?.(event, call, args);
}
