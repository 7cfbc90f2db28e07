import { z } from 'zod';
import { failureSchema } from '../result.ts';

/** A returned value or an error, as it is sent; see `Result`. */
export const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

/** From a window in a browser to the main process: one call. Its result has the same `id`. */
export const callFrameSchema = z.object({
  id: z.number().int().nonnegative(),
  call: z.string(),
  args: z.unknown(),
});
export type CallFrame = z.infer<typeof callFrameSchema>;

/** From the main process to a window in a browser: the result of one call, or an event. */
export const hostFrameSchema = z.union([
  z.object({ id: z.number().int().nonnegative(), result: envelopeSchema }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);
export type HostFrame = z.infer<typeof hostFrameSchema>;

/** Path of the WebSocket. */
export const socketPath = '/socket';

/**
 * Subprotocols of the WebSocket. A window offers both and `session.<secret>`; the server accepts the first if the secret is
 * valid. Otherwise it accepts the second and closes: a page cannot see why a handshake was rejected.
 */
export const socketProtocol = 'inkdex';
export const refusedProtocol = 'inkdex-not-signed-in';
export const secretProtocolPrefix = 'session.';
/** The reason with which the server closes the WebSocket of a window where a person can sign in with a token. */
export const signInReason = 'sign-in';

/**
 * POST `{"token"}` to exchange the token in the first address, or the token of a person, for the session's secret; DELETE
 * to sign out. Every other request has the secret: uploads in a header, pictures in their address. It is no cookie, because
 * browsers send the cookies of 127.0.0.1 to every port. Behind a proxy with https it is a cookie, and the secret is empty.
 */
export const sessionPath = '/session';
export const tokenSchema = z.object({ token: z.string().max(100) });
export const sessionSchema = z.object({ secret: z.string() });
export const secretHeader = 'x-inkdex-session';
export const secretQuery = 'session';

/** POST a file's bytes to `/upload/<batch UUID>?path=<relative path>`. The envelope contains this. */
export const uploadPath = '/upload';
export const uploadedSchema = z.object({
  /** The folder of all files of the batch. */
  folder: z.string(),
});

/** GET `/download/<id of an export job>`, with the secret in a header: the file that it made. A folder is a zip archive. */
export const downloadPath = '/download';

/** What the preload script of the desktop app adds as `window.inkdexDesktop`. */
export interface DesktopBridge<DomFile> {
  /** Resolves to an `Envelope`. Rejects names that are not in the contract. */
  readonly invoke: (call: string, args: unknown) => Promise<unknown>;
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: (event: string, payload: unknown) => void) => () => void;
  /** The path of a dropped file or folder; empty for a file that exists only in memory. */
  readonly pathOf: (file: DomFile) => string;
}
