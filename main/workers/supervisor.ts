import { totalmem } from 'node:os';
import { slowness } from '../installation.ts';
import type { Calls, CallTable } from '../rpc/calls.ts';
import { connect, ServerEnded, Unanswered, type Blame, type Connection } from '../rpc/client.ts';
import type { ServerProcess } from '../rpc/process.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WorkerKind } from './calls.ts';

/** What a worker process may take. The calls declare their deadlines (`deadlineMs` in calls.ts). */
export interface WorkerLimits {
  /** Resident memory. A process that has more is ended. */
  readonly memoryBytes: number;
  /** Time to respond to a cancelled call on a quiet machine. A process that needs longer is ended. */
  readonly graceMs: number;
  /** Time without a call after which the process ends; Infinity: never. */
  readonly idleMs: number;
  /** Replaces the deadlines of all calls, for tests. */
  readonly deadlineMs?: number;
}

const gibibyte = 2 ** 30;
/** Containers may have less memory than the machine. */
const machineBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);

const defaultLimits: Readonly<Record<WorkerKind, WorkerLimits>> = {
  // A photo of 200 million pixels takes about 2 GiB. A stage of a reading takes seconds on a slow machine.
  reader: { memoryBytes: Math.min(6 * gibibyte, machineBytes / 2), graceMs: 5000, idleMs: Infinity },
  // A scan of 100 million pixels takes about 1 GiB. An idle process has megabytes of code and the last PDF in memory.
  pdf: { memoryBytes: Math.min(1.25 * gibibyte, machineBytes / 2), graceMs: 1000, idleMs: 10_000 },
  // As much as a training can get. A step of the slowest backend takes many seconds.
  trainer: { memoryBytes: 0.8 * machineBytes, graceMs: 30_000, idleMs: Infinity },
};

/** @param changes of the usual limits of a kind of process */
export function limitsOf(kind: WorkerKind, changes: Partial<WorkerLimits>): WorkerLimits {
  return { ...defaultLimits[kind], ...changes };
}

/** A process that allocates as fast as it can gets less than a GiB in this time. */
const memoryCheckMs = 100;
/** A process that reads from a dead network drive cannot be ended by anybody. It is left alone after this time. */
const endMs = 2000;

/** A worker process with its limits. */
export interface SupervisedWorker<Table extends Calls> {
  readonly connection: Connection<Table>;
  /** Ends the process and waits until it has ended; its calls are rejected with `cancelled`. */
  close(): Promise<void>;
}

/** Why we ended a process; null where it ended by itself or another program ended it. */
type Reason = 'closed' | 'memory' | 'unresponsive' | null;

/**
 * Connects to a worker process, and ends it when it needs more than its limits.
 *
 * @param onEnd called when the process has ended
 */
export function superviseWorker<Table extends Calls>(
  kind: WorkerKind,
  table: CallTable<Table>,
  child: ServerProcess,
  limits: WorkerLimits,
  onEnd: () => void,
): SupervisedWorker<Table> {
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  let reason: Reason = null;
  let checks: NodeJS.Timeout | undefined;
  let giveUp: (how: string) => void = () => undefined;

  function stop(why: Reason): void {
    reason ??= why;
    child.kill();
    setTimeout(() => {
      giveUp('it could not be ended');
    }, endMs).unref();
  }

  async function checkMemory(): Promise<void> {
    const bytes = await child.residentBytes();
    if (bytes !== null && bytes > limits.memoryBytes) stop('memory');
  }

  const port = {
    ...child,
    kill() {
      stop('unresponsive');
    },
    onEnd(listener: (how: string) => void) {
      child.onEnd(listener);
      giveUp = listener;
    },
  };
  const connection: Connection<Table> = connect(port, table, {
    graceMs: () => limits.graceMs * slowness(),
    adjustDeadline: (deadlineMs) => limits.deadlineMs ?? deadlineMs * slowness(),
    overdue: (deadlineMs) => overdue(kind, deadlineMs),
    onLoad(load) {
      clearInterval(checks);
      if (load > 0) checks = setInterval(() => void checkMemory(), memoryCheckMs).unref();
    },
    ended(how) {
      clearInterval(checks);
      end(undefined);
      onEnd();
      return endOf(kind, { how, reason, calls: connection.load(), limits });
    },
  });
  return {
    connection,
    async close() {
      stop('closed');
      await ended;
    },
  };
}

interface End {
  readonly how: string;
  readonly reason: Reason;
  /** Calls that it had not answered. */
  readonly calls: number;
  readonly limits: WorkerLimits;
}

function endOf(kind: WorkerKind, { how, reason, calls, limits }: End): InkdexError {
  const likely: Blame = calls > 1 ? 'shared' : 'likely';
  switch (reason) {
    case 'closed':
      return new InkdexError('cancelled', `The ${kind} process was closed.`);
    case 'memory':
      return new ServerEnded(
        `${subjectOf(kind)} needed more than ${(limits.memoryBytes / 1e9).toFixed(1)} GB of memory and was stopped.`,
        { blame: kind === 'pdf' ? 'proven' : likely },
      );
    case 'unresponsive':
      return new ServerEnded(`The ${kind} process was stopped because other work did not end.`, {
        blame: 'none',
      });
    case null: {
      const message = `The ${kind} process ended (${how}) while it worked. It starts again with the next call.`;
      // Nobody but other programs sends these signals: a person, or the system when its memory is full.
      const isOutside = ['signal SIGKILL', 'signal SIGTERM'].includes(how);
      return new ServerEnded(message, { blame: isOutside ? 'none' : likely });
    }
  }
}

function overdue(kind: WorkerKind, deadlineMs: number): InkdexError {
  const seconds = Math.round(deadlineMs / 100) / 10;
  const what =
    kind === 'trainer'
      ? `The trainer sent no progress for ${Math.round(seconds / 60)} minutes`
      : `This file took longer than ${seconds} seconds`;
  // A PDF's process works on one file at a time.
  return new Unanswered('too-slow', `${what} and was stopped.`, {
    blame: kind === 'pdf' ? 'proven' : 'likely',
  });
}

/** What messages are about: readers are asked for one file at a time. */
function subjectOf(kind: WorkerKind): string {
  return kind === 'trainer' ? 'The trainer' : 'This file';
}
