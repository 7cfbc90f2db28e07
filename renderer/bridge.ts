import './parsing.ts';
import { prettifyError } from 'zod';
import { calls, events } from '../shared/contract/contract.ts';
import type {
  CallName,
  CallResult,
  Contract,
  EventName,
  EventPayload,
  PictureKind,
} from '../shared/contract/contract.ts';
import type { Quad } from '../shared/geometry.ts';
import type { Job } from '../shared/contract/job.ts';
import type { Photo } from '../shared/contract/photo.ts';
import { InkdexError } from '../shared/result.ts';
import {
  envelopeSchema,
  houseFrameSchema,
  socketPath,
  uploadPath,
  uploadedSchema,
} from '../shared/contract/wire.ts';
import type { CallFrame, DesktopDoor, Envelope } from '../shared/contract/wire.ts';
import { filesOfEntry, isUnreadable, unreadable } from './droppedFiles.ts';
import type { DroppedFile } from './droppedFiles.ts';
import { randomUuid } from './randomUuid.ts';

declare global {
  interface Window {
    readonly inkdexDesktop?: DesktopDoor<File>;
  }
}

export interface UploadProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface ImportOfDropped {
  readonly job: Job;
  /** Where those lay in what was dropped that cannot be read. */
  readonly leftOut: readonly string[];
}

export type ConnectionState = 'connected' | 'lost';

const desktop = window.inkdexDesktop;
const firstRetryMs = 250;
const longestRetryMs = 5_000;
/** How long a call waits for a lost connection to come back before it fails. */
const patienceMs = 10_000;

type Listeners = { readonly [Name in EventName]: Set<(payload: EventPayload<Name>) => void> };
const listeners: Listeners = {
  jobChanged: new Set(),
  photosChanged: new Set(),
  failuresChanged: new Set(),
  watchedFoldersChanged: new Set(),
  labelsChanged: new Set(),
  datasetsChanged: new Set(),
  runChanged: new Set(),
  runRemoved: new Set(),
  modelsChanged: new Set(),
  engineProgress: new Set(),
};
const connectionListeners = new Set<(state: ConnectionState) => void>();

interface PendingCall {
  readonly resolve: (envelope: Envelope) => void;
  readonly reject: (reason: InkdexError) => void;
}
const pending = new Map<number, PendingCall>();
let nextCallId = 0;
let socket: WebSocket | null = null;
let retryMs = firstRetryMs;
let isLost = false;

/** Every call of the contract. Rejects with an InkdexError. */
export const house = Object.fromEntries(
  Object.keys(calls).map((name) => [name, (args: unknown) => callHouse(name as CallName, args)]),
) as unknown as Contract;

/** Listens to one event of the house. Returns what ends it. */
export function on<Name extends EventName>(
  name: Name,
  listener: (payload: EventPayload<Name>) => void,
): () => void {
  listen();
  const set: Set<(payload: EventPayload<Name>) => void> = listeners[name];
  set.add(listener);
  return () => set.delete(listener);
}

/**
 * Tells when the house is out of reach and when it is back; the desktop is always connected. After
 * `connected`, ask again for what is on screen: events were missed. Returns what ends it.
 */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  listen();
  connectionListeners.add(listener);
  if (isLost) listener('lost');
  return () => connectionListeners.delete(listener);
}

/**
 * Has the browser ask a person who closes the page while something would be lost. The desktop would refuse to close
 * without a word; there, nothing waits for a connection.
 */
export function askBeforeClosing(wouldLose: () => boolean): void {
  if (desktop !== undefined) return;
  window.addEventListener('beforeunload', (event) => {
    if (wouldLose()) event.preventDefault();
  });
}

/** Which picture a photo has: its file's, as it is turned. */
export function pictureVersion({ sha256, turn }: Pick<Photo, 'sha256' | 'turn'>): string {
  return turn === 0 ? sha256 : `${sha256}-${String(turn)}`;
}

/** Which picture a word of a photo has: what the photo's shows at its place, so that a word that was moved has another. */
export function cropVersion(
  photo: Pick<Photo, 'sha256' | 'turn'>,
  { quad }: { readonly quad: Quad },
): string {
  return [pictureVersion(photo), ...quad.flat()].join('_');
}

/**
 * Address of a picture, for `src`.
 *
 * @param id of a photo, of a word for the kind `word`, of a dataset's sample for `sample`
 * @param version of the photo, of the word's place on it or the SHA-256 of the sample's image: another version is another address, so caches never go stale
 */
export function pictureUrl(
  kind: PictureKind,
  id: number,
  version: string,
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams({ ...query, v: version }).toString();
  const base = desktop === undefined ? '/photo/' : 'photo://';
  return `${base}${kind}/${String(id)}?${search}`;
}

/**
 * What a drop holds. Call it in the drop event itself, before any await: the browser empties the
 * transfer afterwards. Folders are walked in the browser; the desktop hands their paths on whole.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  if (desktop !== undefined) return chosenFiles(transfer.files);
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(filesOfEntry));
  return found.flat();
}

/** The files of an `<input type="file">`, with or without `webkitdirectory`. */
export function chosenFiles(files: FileList): DroppedFile[] {
  return Array.from(files, (file) => ({ file, relativePath: file.webkitRelativePath || file.name }));
}

/**
 * Imports what was dropped or picked and reads it. The desktop imports the real paths; the browser
 * sends the files to the house first, those that can be read.
 *
 * @param onProgress while files are sent; never on the desktop
 * @throws InkdexError `no-photos` when nothing was dropped, `file-unreadable` when nothing of it can be read
 */
export async function importDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<ImportOfDropped> {
  const onDisk = pathsOnDisk(files);
  if ((onDisk ?? files).length === 0) {
    throw new InkdexError('no-photos', 'Nothing to import: the drop held no files. Drop photos or folders.');
  }
  const leftOut: string[] = [];
  const paths = onDisk ?? [await uploadAll(files, onProgress, (path) => leftOut.push(path))];
  return { job: await house.importPaths({ paths, read: true }), leftOut };
}

/**
 * Where the one file or folder that was dropped or picked lies for the house: the desktop has its real
 * path, the browser sends it first.
 *
 * @param onProgress while files are sent; never on the desktop
 * @throws InkdexError `file-missing` when nothing was dropped, `bad-arguments` when it was several things,
 * `file-unreadable` when something in it cannot be read
 */
export async function placeDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<string> {
  const onDisk = pathsOnDisk(files);
  const names = new Set(onDisk ?? files.map(({ relativePath }) => relativePath.split('/')[0] ?? ''));
  const [name] = names;
  if (name === undefined) {
    throw new InkdexError('file-missing', 'The drop held no files. Drop a folder or a file.');
  }
  if (names.size > 1) {
    throw new InkdexError(
      'bad-arguments',
      `The drop held ${String(names.size)} things. Drop one folder that holds them all, or one file.`,
    );
  }
  if (onDisk !== null) return name;
  const folder = await uploadAll(files, onProgress, (path) => {
    throw unreadable(path);
  });
  return `${folder}/${name.normalize('NFC')}`;
}

/** Null in a browser. A file that was made in memory, such as a picture dragged out of a page, has no path. */
function pathsOnDisk(files: readonly DroppedFile[]): string[] | null {
  if (desktop === undefined) return null;
  return files.map(({ file }) => (file === null ? '' : desktop.pathOf(file))).filter((path) => path !== '');
}

async function callHouse<Name extends CallName>(name: Name, args: unknown): Promise<CallResult<Name>> {
  const envelope =
    desktop === undefined
      ? await sendCall(name, args)
      : envelopeSchema.parse(await desktop.invoke(name, args));
  const result = calls[name].result.safeParse(open(envelope));
  if (result.success) return result.data as CallResult<Name>;
  throw new InkdexError('internal', `The house answered ${name} wrongly: ${prettifyError(result.error)}`);
}

function open(envelope: Envelope): unknown {
  if (envelope.ok) return envelope.value;
  throw new InkdexError(envelope.error.code, envelope.error.message);
}

async function sendCall(call: string, args: unknown): Promise<Envelope> {
  const connection = await connected();
  return new Promise((resolve, reject) => {
    const frame: CallFrame = { id: nextCallId, call, args };
    nextCallId += 1;
    pending.set(frame.id, { resolve, reject });
    connection.send(JSON.stringify(frame));
  });
}

function connected(): Promise<WebSocket> {
  listen();
  if (socket?.readyState === WebSocket.OPEN) return Promise.resolve(socket);
  return new Promise((resolve, reject) => {
    const stop = onConnection((state) => {
      if (state === 'lost' || socket === null) return;
      clearTimeout(timer);
      stop();
      resolve(socket);
    });
    const timer = setTimeout(() => {
      stop();
      reject(connectionLost());
    }, patienceMs);
  });
}

/** Only a browser sees it: each start has a port and a token of its own, so a closed Inkdex is not found again. */
export const connectionLostText =
  'Inkdex does not answer. If it was closed, start it again and open the address that it prints; ' +
  'a short break mends itself.';

function connectionLost(): InkdexError {
  return new InkdexError('connection-lost', connectionLostText);
}

/** Starts hearing from the house; once is enough. */
let isListening = false;
function listen(): void {
  if (isListening) return;
  isListening = true;
  if (desktop === undefined) connect();
  else desktop.subscribe(receiveEvent);
}

function connect(): void {
  const opening = new WebSocket(new URL(socketPath, location.href.replace(/^http/u, 'ws')));
  socket = opening;
  opening.addEventListener('open', () => {
    retryMs = firstRetryMs;
    announceConnection('connected');
  });
  opening.addEventListener('message', ({ data }) => {
    receiveFrame(String(data));
  });
  opening.addEventListener('close', () => {
    for (const { reject } of pending.values()) reject(connectionLost());
    pending.clear();
    announceConnection('lost');
    setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  });
}

function announceConnection(state: ConnectionState): void {
  isLost = state === 'lost';
  for (const listener of [...connectionListeners]) listener(state);
}

function receiveFrame(data: string): void {
  const frame = houseFrameSchema.parse(JSON.parse(data));
  if ('event' in frame) {
    receiveEvent(frame.event, frame.payload);
    return;
  }
  pending.get(frame.id)?.resolve(frame.result);
  pending.delete(frame.id);
}

function receiveEvent(name: string, payload: unknown): void {
  if (Object.hasOwn(events, name)) dispatch(name as EventName, payload);
}

type AnyPayload = EventPayload<EventName>;

function dispatch(name: EventName, payload: unknown): void {
  const parsed = events[name].parse(payload);
  // Each set takes exactly what the schema of its name gives; the compiler cannot follow the pair.
  const set = listeners[name] as Set<(payload: AnyPayload) => void>;
  for (const listener of [...set]) listener(parsed);
}

/**
 * Sends files one after another. Returns the folder of the house's inbox that holds them.
 *
 * @param onUnreadable told where each lay that cannot be sent
 * @throws InkdexError `file-unreadable` when none can be sent, `connection-lost`
 */
async function uploadAll(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void,
  onUnreadable: (relativePath: string) => void,
): Promise<string> {
  const batch = randomUuid();
  const totalBytes = files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  let bytes = 0;
  let folder: string | null = null;
  for (const { file, relativePath } of files) {
    const sentTo = file === null ? null : await upload(file, relativePath, batch);
    if (sentTo === null) onUnreadable(relativePath);
    folder = sentTo ?? folder;
    bytes += file?.size ?? 0;
    onProgress({ bytes, totalBytes });
  }
  if (folder === null) throw unreadable(files[0]?.relativePath ?? '');
  return folder;
}

/** Sends one file. Returns the folder of the house's inbox that holds it, or null for one that cannot be read. */
async function upload(file: File, relativePath: string, batch: string): Promise<string | null> {
  const path = new URLSearchParams({ path: relativePath }).toString();
  const response = await fetch(`${uploadPath}/${batch}?${path}`, { method: 'POST', body: file }).catch(
    async () => {
      if (await isUnreadable(file)) return null;
      throw connectionLost();
    },
  );
  if (response === null) return null;
  return uploadedSchema.parse(open(envelopeSchema.parse(await response.json()))).folder;
}
