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
  /** Relative paths of the dropped files that cannot be read. */
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

/** Subscribes to one event of the host. Returns the function that unsubscribes. */
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
 * Reports when the connection to the host is lost and when it is back; the desktop app is always connected. After
 * `connected`, reload what is on screen: events were missed. Returns the function that unsubscribes.
 */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  listen();
  connectionListeners.add(listener);
  if (isLost) listener('lost');
  return () => connectionListeners.delete(listener);
}

/**
 * Makes the browser ask for a confirmation before a page with unsaved work is closed. Not on the desktop: its window
 * would silently refuse to close, and its calls never wait for a connection.
 */
export function askBeforeClosing(wouldLose: () => boolean): void {
  if (desktop !== undefined) return;
  window.addEventListener('beforeunload', (event) => {
    if (wouldLose()) event.preventDefault();
  });
}

/** Version of a photo's picture: the SHA-256 of its file and its rotation. */
export function pictureVersion({ sha256, turn }: Pick<Photo, 'sha256' | 'turn'>): string {
  return turn === 0 ? sha256 : `${sha256}-${turn}`;
}

/** Version of a word's picture: the photo's version and the word's position, so that a moved word has a new one. */
export function cropVersion(
  photo: Pick<Photo, 'sha256' | 'turn'>,
  { quad }: { readonly quad: Quad },
): string {
  return [pictureVersion(photo), ...quad.flat()].join('_');
}

/**
 * Address of a picture, for `src`.
 *
 * @param id id of a photo; of a word for the kind `word`; of a dataset's sample for `sample`
 * @param version see `pictureVersion` and `cropVersion`; the SHA-256 of its image for a sample. It is part of the
 *   address, so caches never go stale.
 */
export function pictureUrl(
  kind: PictureKind,
  id: number,
  version: string,
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams({ ...query, v: version }).toString();
  const base = desktop === undefined ? '/photo/' : 'photo://';
  return `${base}${kind}/${id}?${search}`;
}

/**
 * The files of a drop. Call it in the drop event itself, before any await: the browser empties the transfer
 * afterwards. The browser lists the files of dropped folders; the desktop app passes on the paths of the folders.
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
 * Imports and reads dropped or picked files. The desktop app imports the real paths; the browser first uploads the
 * files to the host, except unreadable ones.
 *
 * @param onProgress called while files are uploaded; never on the desktop
 * @throws InkdexError `no-photos` if nothing was dropped, `file-unreadable` if none of the files can be read
 */
export async function importDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<ImportOfDropped> {
  const onDisk = pathsOnDisk(files);
  if ((onDisk ?? files).length === 0) {
    throw new InkdexError('no-photos', 'Nothing to import: no files were dropped. Drop photos or folders.');
  }
  const leftOut: string[] = [];
  const paths = onDisk ?? [await uploadAll(files, onProgress, (path) => leftOut.push(path))];
  return { job: await house.importPaths({ paths, read: true }), leftOut };
}

/**
 * The path on the host of one dropped or picked file or folder: its real path on the desktop; the browser uploads it
 * first.
 *
 * @param onProgress called while files are uploaded; never on the desktop
 * @throws InkdexError `file-missing` if nothing was dropped, `bad-arguments` if several items were dropped,
 * `file-unreadable` if a file in it cannot be read
 */
export async function placeDropped(
  files: readonly DroppedFile[],
  onProgress: (progress: UploadProgress) => void = () => undefined,
): Promise<string> {
  const onDisk = pathsOnDisk(files);
  const names = new Set(onDisk ?? files.map(({ relativePath }) => relativePath.split('/')[0] ?? ''));
  const [name] = names;
  if (name === undefined) {
    throw new InkdexError('file-missing', 'No files were dropped. Drop a folder or a file.');
  }
  if (names.size > 1) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${names.size} dropped items, expected one. Drop one folder that contains them all, or one file.`,
    );
  }
  if (onDisk !== null) return name;
  const folder = await uploadAll(files, onProgress, (path) => {
    throw unreadable(path);
  });
  return `${folder}/${name.normalize('NFC')}`;
}

/** Null in a browser. A file that exists only in memory, such as a picture dragged out of a page, has no path. */
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
  throw new InkdexError('internal', `Unexpected answer to ${name}: ${prettifyError(result.error)}`);
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

/** Shown only in a browser. Each start of Inkdex uses a new port and token, so the page cannot find it after a restart. */
export const connectionLostText =
  'Connection lost. Reconnecting… If Inkdex was closed, start it again and open the address that it prints.';

function connectionLost(): InkdexError {
  return new InkdexError('connection-lost', connectionLostText);
}

/** Connects to the events of the host, on the first call only. */
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
  // Each set takes exactly the output of the schema with its name; the compiler cannot know that.
  const set = listeners[name] as Set<(payload: AnyPayload) => void>;
  for (const listener of [...set]) listener(parsed);
}

/**
 * Uploads files one after another. Returns the folder in the host's inbox that contains them.
 *
 * @param onUnreadable called with the relative path of each file that cannot be read
 * @throws InkdexError `file-unreadable` if none can be read, `connection-lost`
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

/** Uploads one file. Returns the folder in the host's inbox that contains it, or null if the file cannot be read. */
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
