import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { failureOf, InkdexError } from '../../../shared/result.ts';

/** An answer, and the buffers of it that need not be copied. */
export interface Answer<Value> {
  readonly value: Value;
  readonly transferred: readonly ArrayBuffer[];
}

type AnswerTo<Request, Value> = (request: Request) => Promise<Answer<Value>>;

/**
 * What a thread of `startThread` does: it answers its requests in turn, for as long as it lives.
 *
 * @param answerTo the thread ends where this fails
 */
export async function answerRequests<Request, Value>(
  answerTo: AnswerTo<Request, Value> | Promise<AnswerTo<Request, Value>>,
): Promise<never> {
  if (parentPort === null) throw new Error('This file is started as a thread, by thread.ts.');
  // What comes while the thread makes itself ready waits for it. Our own process is at the other end.
  const requests = on(parentPort, 'message') as AsyncIterable<[Request]>;
  const answer = await answerTo;
  for await (const [request] of requests) {
    try {
      const { value, transferred } = await answer(request);
      parentPort.postMessage({ ok: true, value }, transferred);
    } catch (error) {
      // A bug: what crosses to the other thread is its message alone, and its stack belongs in the log.
      if (!(error instanceof InkdexError)) console.error(error);
      parentPort.postMessage({ ok: false, error: failureOf(error) });
    }
  }
  throw new Error('A port gives messages until its thread ends.');
}
