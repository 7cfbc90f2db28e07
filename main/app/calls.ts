import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import { owner } from '../../shared/contract/account.ts';
import type { EventName, EventPayload } from '../../shared/contract/contract.ts';
import { failureOf, InkdexError, type Result } from '../../shared/result.ts';
import type { Serve } from '../ipc/serve.ts';
import { callChannel, eventChannel } from './channels.ts';
import { isOurFrame } from './security.ts';

const callSchema = z.string();

/** Serves the contract to our own pages only. */
export function handleCalls(ipcMain: Pick<IpcMain, 'handle'>, serve: Serve): void {
  ipcMain.handle(
    callChannel,
    async (event: IpcMainInvokeEvent, call: unknown, args: unknown): Promise<Result<unknown>> => {
      if (!isOurFrame(event.senderFrame)) {
        const refusal = new InkdexError('permission-denied', 'Only the Inkdex window may call this.');
        return { ok: false, error: failureOf(refusal) };
      }
      return serve(callSchema.catch('').parse(call), args, owner);
    },
  );
}

/** Sends one event to a window, unless the window is closed. */
export function sendEvent(
  contents: Pick<WebContents, 'send' | 'isDestroyed'>,
  name: EventName,
  payload: EventPayload<EventName>,
): void {
  if (!contents.isDestroyed()) contents.send(eventChannel, name, payload);
}
