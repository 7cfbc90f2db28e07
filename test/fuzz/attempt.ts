import { failureOf, InkdexError } from '../../shared/result.ts';

/** What became of a hostile input. Anything but `accepted` and `refused` is a find. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** With an error that a person can act on. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'internal error' | 'useless message' | 'crash' | 'hang'; readonly message: string };

/** Texts of JavaScript's own errors, which tell a person nothing. */
const useless =
  /Cannot read propert|is not a function|is not iterable|is not defined|\[object Object\]|Maximum call stack|Invalid (?:array|typed array|string) length|out of (?:bounds|range)\b.*offset|Unknown file extension/iu;

/** Whether a message says more than that something failed. */
export function isUseful(message: string): boolean {
  return message.trim().length >= 12 && !useless.test(message);
}

/**
 * Runs work on a hostile input and judges how it ends.
 *
 * @param work returns messages of refused parts of the input; each must be useful, too
 * @param seconds deadline; work that has not ended by then hangs
 */
export async function attempt(work: () => Promise<readonly string[]>, seconds: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'hang', message: `No answer within ${seconds} seconds.` });
    }, seconds * 1000);
  });
  try {
    return await Promise.race([judged(work), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function judged(work: () => Promise<readonly string[]>): Promise<Outcome> {
  try {
    const unclear = (await work()).find((message) => !isUseful(message));
    return unclear === undefined ? { kind: 'accepted' } : { kind: 'useless message', message: unclear };
  } catch (thrown) {
    return judgeError(thrown);
  }
}

function judgeError(thrown: unknown): Outcome {
  const { code, message } = failureOf(thrown);
  if (!(thrown instanceof InkdexError) || code === 'internal') {
    const stack = thrown instanceof Error ? (thrown.stack ?? message) : message;
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `\n${thrown.cause.stack}` : '';
    return { kind: 'internal error', message: stack + cause };
  }
  if (code === 'engine-crashed') return { kind: 'crash', message };
  return isUseful(message) ? { kind: 'refused', message } : { kind: 'useless message', message };
}

export function isFind({ kind }: Outcome): boolean {
  return kind !== 'accepted' && kind !== 'refused';
}
