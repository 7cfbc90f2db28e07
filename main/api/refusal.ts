import { InkdexError, type ErrorCode } from '../../shared/result.ts';
import { statusOf } from '../ipc/http/statusOf.ts';

/** A request that is refused with an HTTP status and headers of its own. */
export class Refusal extends InkdexError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(codes.get(status) ?? 'bad-arguments', message);
    this.status = status;
    this.headers = headers;
  }
}

const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'permission-denied'],
  [403, 'permission-denied'],
  [404, 'not-found'],
  [429, 'too-slow'],
  [503, 'cancelled'],
]);

/** Too much work is waiting. @param seconds after which the client may try again */
export function tooBusy(message: string, seconds: number): Refusal {
  const wait = Math.max(1, Math.ceil(seconds));
  return new Refusal(429, `${message} Try again in ${wait} s.`, { 'retry-after': String(wait) });
}

/** The body of an error: `error` is text, as clients of TensorFlow Serving and Open Inference Protocol expect. */
export function errorBody({ code, message }: { readonly code: string; readonly message: string }): {
  error: string;
  code: string;
} {
  return { error: message, code };
}

/** The HTTP status of anything thrown. */
export function statusOfThrown(thrown: unknown): number {
  if (thrown instanceof Refusal) return thrown.status;
  return thrown instanceof InkdexError ? statusOf(thrown.code) : 500;
}
