import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type AppUpdater, CancellationToken } from 'electron-updater';
import { z } from 'zod';
import type { Announce, Serves } from '../../shared/contract/contract.ts';
import type { updateCalls, UpdateState } from '../../shared/contract/update.ts';
import { printable } from '../../shared/printable.ts';
import { InkdexError } from '../../shared/result.ts';
import { hasPassed } from '../../shared/wallClock.ts';
import { readKept } from '../files/keptJson.ts';
import { isSigned } from './releaseSignature.ts';

export interface UpdateOptions {
  /** electron-updater's for this kind of package. */
  readonly updater: AppUpdater;
  /** Where to keep what the person chose and the time of the last answer. */
  readonly file: string;
  /** The version that runs. */
  readonly version: string;
  /** Whether this kind of package can replace itself. */
  readonly canInstall: boolean;
  /** The public key of releases. */
  readonly releaseKey: string;
  /** The signature of a package, as it lies beside it; empty where there is none. */
  readonly findSignature: (version: string, name: string) => Promise<string>;
  readonly announce: Announce;
  /** Closes the library and lets the next start have it. */
  readonly prepareInstall: () => Promise<void>;
  /** Starts the app again, where an installation has failed after that. */
  readonly restart: () => void;
  /** Shows the page of a version in the person's browser. */
  readonly showVersion: (version: string) => void;
}

export type UpdateCalls = Serves<typeof updateCalls>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const keptSchema = z.object({ isDaily: z.boolean(), askedAt: z.iso.datetime().nullable() });
type Kept = z.infer<typeof keptSchema>;

/** As npm writes it: the version becomes part of an address. */
const versionSchema = z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u);

/**
 * Finds, downloads and installs newer versions. Nothing is asked until a person has allowed it or presses the button, and
 * each step after that is theirs, too.
 *
 * @returns the calls, and `start`, which asks once a day from then on if that is allowed
 */
export function createUpdates(options: UpdateOptions): UpdateCalls & { readonly start: () => void } {
  const { updater, file, announce } = options;
  let kept: Kept = readKept(file, keptSchema) ?? { isDaily: false, askedAt: null };
  let state: UpdateState = { kind: 'unknown' };
  let download: CancellationToken | null = null;
  /** What is ready: it is checked again when it is installed, as others may write to its folder until then. */
  let ready: DownloadedPackage | null = null;
  limit(updater);

  function change(next: UpdateState): void {
    state = next;
    announce('updatesChanged', {});
  }
  function keep(next: Partial<Kept>): void {
    const changed = { ...kept, ...next };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(changed));
    kept = changed;
  }
  /** Resolves to the newer version, if there is one. A failure is a state, too. */
  async function ask(): Promise<string | null> {
    if (!['unknown', 'newest', 'found', 'failed'].includes(state.kind)) return null;
    change({ kind: 'asking' });
    try {
      const result = await updater.checkForUpdates();
      if (result === null) throw new InkdexError('not-found', 'This copy of Inkdex cannot look for updates.');
      const version = readVersion(result.updateInfo.version);
      keep({ askedAt: new Date().toISOString() });
      change(result.isUpdateAvailable ? { kind: 'found', version } : { kind: 'newest' });
      return result.isUpdateAvailable ? version : null;
    } catch (thrown) {
      change({ kind: 'failed', message: describeFailure(thrown) });
      return null;
    }
  }
  async function askDaily(): Promise<void> {
    const isDue = kept.askedAt === null || hasPassed(Date.parse(kept.askedAt), dayMs);
    if (!kept.isDaily || !isDue) return;
    const version = await ask();
    if (version !== null) announce('updateFound', { version });
  }
  async function fetchVersion(version: string, token: CancellationToken): Promise<void> {
    try {
      ready = await downloadSigned(options, version, token);
      change({ kind: 'ready', version });
    } catch (thrown) {
      change(
        token.cancelled ? { kind: 'found', version } : { kind: 'failed', message: describeFailure(thrown) },
      );
    } finally {
      download = null;
    }
  }
  updater.on('download-progress', ({ percent }) => {
    if (state.kind === 'downloading') change({ ...state, share: percent / 100 });
  });
  // Questions and downloads that fail are thrown, too.
  updater.on('error', () => {
    if (state.kind === 'installing') options.restart();
  });

  return {
    updates: () => ({ version: options.version, ...kept, canInstall: options.canInstall, state }),
    setDailyUpdates({ isDaily }) {
      keep({ isDaily });
      announce('updatesChanged', {});
      void askDaily();
      return null;
    },
    async findUpdate() {
      await ask();
      return null;
    },
    downloadUpdate() {
      if (state.kind !== 'found' || !options.canInstall) return null;
      const { version } = state;
      change({ kind: 'downloading', version, share: 0 });
      download = new CancellationToken();
      void fetchVersion(version, download);
      return null;
    },
    cancelUpdate() {
      download?.cancel();
      return null;
    },
    async installUpdate() {
      if (state.kind !== 'ready' || ready === null) return null;
      change({ kind: 'installing', version: state.version });
      const problem = await requireSigned(ready, options.releaseKey).then(() => null, describeFailure);
      if (problem === null) await install(options);
      else change({ kind: 'failed', message: problem });
      return null;
    },
    showUpdate() {
      if ('version' in state) options.showVersion(state.version);
      return null;
    },
    start() {
      void askDaily();
      setInterval(() => void askDaily(), hourMs).unref();
    },
  };
}

/**
 * Whether a package can replace itself: Windows' installer, and an AppImage in a folder that may be written. A system's
 * packages are updated by the system, and macOS replaces only signed apps.
 *
 * @param appImage path of the running AppImage
 */
export function canReplaceItself(platform: NodeJS.Platform, appImage: string | undefined): boolean {
  if (platform === 'win32') return true;
  if (platform !== 'linux' || appImage === undefined) return false;
  try {
    accessSync(dirname(appImage), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function install({ prepareInstall, updater }: UpdateOptions): Promise<void> {
  await prepareInstall();
  updater.quitAndInstall(true, true);
}

interface DownloadedPackage {
  readonly version: string;
  /** What electron-updater has written. */
  readonly paths: readonly string[];
  readonly signature: string;
}

async function downloadSigned(
  { updater, findSignature, releaseKey }: UpdateOptions,
  version: string,
  token: CancellationToken,
): Promise<DownloadedPackage> {
  const paths = await updater.downloadUpdate(token);
  const signature = await findSignature(version, basename(paths[0] ?? ''));
  const downloaded = { version, paths, signature };
  await requireSigned(downloaded, releaseKey);
  return downloaded;
}

/**
 * Refuses a package that the release key has not signed for this version: whoever may write a release cannot make one.
 *
 * @throws InkdexError `data-invalid`; the package is then removed; `file-missing` if it is gone
 */
async function requireSigned(
  { version, paths: [path, ...others], signature }: DownloadedPackage,
  key: string,
): Promise<void> {
  const name = basename(path ?? '');
  if (path !== undefined && !existsSync(path)) {
    throw new InkdexError(
      'file-missing',
      `The package ${printable(name)} is not there any more. Download it again.`,
    );
  }
  // An installer of one file takes nothing from another.
  if (path !== undefined && others.length === 0) {
    if (await isSigned({ path, name, version }, signature, key)) return;
  }
  for (const downloaded of [path ?? '', ...others]) await rm(downloaded, { force: true });
  throw new InkdexError(
    'data-invalid',
    `The package ${printable(name)} of version ${version} is not signed with the key of Inkdex's releases, so it was thrown away. ` +
      'Nothing was installed. Do not install it by hand either; please tell us (SECURITY.md).',
  );
}

type Fetch = (address: string, options: RequestInit) => Promise<Response>;
/** A signature has 88 letters. */
const longestSignature = 1000;
const signatureMs = 30_000;

/**
 * The signature at an address; empty where there is none.
 *
 * @throws Error without an answer
 */
export async function fetchSignature(address: string, fetch: Fetch): Promise<string> {
  const signal = AbortSignal.timeout(signatureMs);
  // The usual name has the version.
  const response = await fetch(address, { signal, headers: { 'user-agent': 'Inkdex' } });
  if (response.status === 404) return '';
  if (!response.ok || response.body === null)
    throw new Error(`the signature has the status ${response.status}`);
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > longestSignature) break;
  }
  return text;
}

/** Address of the signature of a package on GitHub. @param source electron-builder's app-update.yml */
export function signatureAddress(source: string, version: string, name: string): string {
  return `${pageOfVersion(source, version).replace('/tag/', '/download/')}/${encodeURIComponent(name)}.sig`;
}

/**
 * Address of the page of a version on GitHub.
 *
 * @param source electron-builder's app-update.yml
 */
export function pageOfVersion(source: string, version: string): string {
  const [owner = '', repository = ''] = ['owner', 'repo'].map(
    (name) => new RegExp(`^${name}: '?([\\w.-]+)'?$`, 'mu').exec(source)?.[1],
  );
  return `https://github.com/${owner}/${repository}/releases/tag/v${versionSchema.parse(version)}`;
}

/** Each step is a person's, and the server learns of nothing but the address of the machine. */
function limit(updater: AppUpdater): void {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowPrerelease = false;
  updater.allowDowngrade = false;
  updater.logger = null;
  // It would send a number by which the server could know this copy again.
  updater.requestHeaders = { 'x-user-staging-id': 'none' };
}

/** @throws InkdexError `data-invalid` */
function readVersion(answer: unknown): string {
  const { success, data } = versionSchema.safeParse(answer);
  if (success) return data;
  throw new InkdexError(
    'data-invalid',
    `The newest version is called ${printable(JSON.stringify(answer))}; expected a name such as "1.2.3".`,
  );
}

const failureSchema = z.object({ code: z.string().optional(), message: z.string() });

/** electron-updater's errors contain whole answers of servers. */
function describeFailure(thrown: unknown): string {
  if (thrown instanceof InkdexError) return thrown.message;
  const { code, message } = failureSchema.catch({ message: String(thrown) }).parse(thrown);
  if (code === 'ERR_CHECKSUM_MISMATCH')
    return 'The download is damaged and was thrown away. Download it again.';
  if (code === 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND')
    return 'The newest version has no package for this system yet. Try again later.';
  const [first = ''] = message.split('\n');
  return `GitHub's answer could not be read: ${printable(first).slice(0, 200)}`;
}
