import type { RequestEntry } from './app.ts';
import type { Log } from '../ipc/serve.ts';
import type { Admit } from './admission.ts';
import type { Hold } from './bodies.ts';
import type { Endpoint } from './endpoint.ts';
import type { FetchPicture } from './fetchPicture.ts';
import type { ApiLimits } from './limits.ts';
import type { FindModel } from './models.ts';
import type { Words } from './words.ts';

/** What endpoints of annexes work with. */
export interface ApiWork {
  readonly words: Words;
  readonly findModel: FindModel;
  readonly fetchPicture: FetchPicture;
  readonly limits: ApiLimits;
}

/** Endpoints of an annex. */
export type MakeEndpoints = (work: ApiWork) => readonly Endpoint[];

export interface GrpcParts extends Omit<ApiWork, 'fetchPicture'> {
  readonly admit: Admit;
  readonly hold: Hold;
  readonly isClosing: () => boolean;
  readonly onRequest: (entry: RequestEntry) => void;
  /** Gets bugs, with their stacks. */
  readonly log: Log;
}

/** Certificate and key, PEM. */
export interface Pem {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Serves gRPC.
 *
 * @param pem null for plain HTTP/2
 * @throws InkdexError `bad-arguments` when the port is in use
 */
export type OpenGrpc = (parts: GrpcParts, host: string, port: number, pem: Pem | null) => Promise<GrpcServer>;

export interface GrpcServer {
  readonly port: number;
  /** Refuses new calls, waits for the others for a while, and ends. */
  close(): Promise<void>;
}
