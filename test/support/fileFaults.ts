import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Failures of files, as SQLite tests itself: the n-th operation of Node on a file of one folder fails with an error of the
 * system. What SQLite writes by itself fails by the limit of the process on the size of files (`withSizeLimit`).
 */

const named = {
  sync: [
    ...[
      'openSync',
      'readFileSync',
      'readdirSync',
      'copyFileSync',
      'renameSync',
      'mkdirSync',
      'writeFileSync',
    ],
    ...['readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync'],
  ],
  promises: ['open', 'readFile', 'readdir', 'copyFile', 'rename', 'mkdir', 'writeFile'],
  handle: ['writeFile', 'write', 'read', 'readFile', 'sync', 'datasync'],
} as const;

/** Operations that a full disk lets through. */
const reading = /^(?:read|openSync$|open$)/u;

interface Fault {
  readonly folder: string;
  /** Counts from 1; Infinity only counts. */
  readonly at: number;
  readonly code: 'EIO' | 'ENOSPC';
  count: number;
}

let fault: Fault | null = null;
const openFiles = new Set<unknown>();
let isInstalled = false;

/**
 * Fails the `at`-th operation on files below a folder during `work`. With ENOSPC, every write from there on fails, as on a
 * full disk; with EIO, only this operation.
 *
 * @returns the number of operations
 */
export async function withFault(
  { folder, at, code }: Pick<Fault, 'folder' | 'at' | 'code'>,
  work: () => Promise<void>,
): Promise<number> {
  install();
  const current = { folder, at, code, count: 0 };
  fault = current;
  openFiles.clear();
  try {
    await work();
  } finally {
    fault = null;
  }
  return current.count;
}

/**
 * During `work`, no file of this process can grow beyond a size, as on a disk that is full.
 *
 * @returns false where the system has no `prlimit`
 */
export async function withSizeLimit(bytes: number, work: () => Promise<void>): Promise<boolean> {
  if (!setSizeLimit(String(bytes))) return false;
  try {
    await work();
  } finally {
    setSizeLimit('unlimited');
  }
  return true;
}

/** The soft limit only, which can be raised again. */
function setSizeLimit(limit: string): boolean {
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${limit}:`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const name of named.sync) wrap(fs, name);
  for (const name of named.promises) wrap(fs.promises, name);
  syncBuiltinESMExports();
}

function wrap(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') throw new TypeError(`There is no ${name}.`);
  const isPromise = owner !== fs;
  Reflect.set(owner, name, function (this: unknown, ...args: readonly unknown[]): unknown {
    const error = failure(name, [this, ...args]);
    if (error !== null && isPromise) return Promise.reject(error);
    if (error !== null) throw error;
    const value: unknown = Reflect.apply(original, this, args);
    if (fault !== null && name === 'openSync' && isOurs(args[0])) openFiles.add(value);
    if (fault !== null && name === 'open' && isOurs(args[0]) && value instanceof Promise) {
      return value.then((handle: unknown) => {
        if (typeof handle === 'object' && handle !== null)
          for (const each of named.handle) wrap(handle, each);
        openFiles.add(handle);
        return handle;
      });
    }
    return value;
  });
}

function isOurs(path: unknown): boolean {
  return (
    fault !== null && (openFiles.has(path) || (typeof path === 'string' && path.startsWith(fault.folder)))
  );
}

/** The error of an operation, if it is to fail. `args` are the object and the arguments. */
function failure(name: string, args: readonly unknown[]): NodeJS.ErrnoException | null {
  if (fault === null || !args.slice(0, 3).some(isOurs)) return null;
  fault.count += 1;
  const isNow =
    fault.code === 'ENOSPC' ? fault.count >= fault.at && !reading.test(name) : fault.count === fault.at;
  if (!isNow) return null;
  return Object.assign(new Error(`${fault.code}: injected failure, ${name}`), {
    code: fault.code,
    syscall: name,
  });
}
