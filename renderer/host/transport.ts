import './parsing.ts';
import { prettifyError } from 'zod';
import {
  type CallName,
  type CallResult,
  calls,
  type Contract,
  type EventName,
  type EventPayload,
  events,
} from '../../shared/contract/contract.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  type CallFrame,
  type DesktopBridge,
  type Envelope,
  envelopeSchema,
  hostFrameSchema,
  refusedProtocol,
  secretProtocolPrefix,
  signInReason,
  socketPath,
  socketProtocol,
} from '../../shared/contract/wire.ts';
import { addressOf, redeemToken, sessionSecret } from './session.ts';

declare global {
  interface Window {
    readonly inkdexDesktop?: DesktopBridge<File>;
  }
}

/**
 * `refused`: the host is there, but this browser has not opened the address that it printed at its last start. `sign-in`:
 * a person can sign in with a token.
 */
export type ConnectionState = 'connected' | 'lost' | 'refused' | 'sign-in';

/** The desktop app's access to the system; undefined in a browser. */
export const desktop = window.inkdexDesktop;
const firstRetryMs = 250;
const longestRetryMs = 5_000;
/** How long a call waits for a lost connection to come back before it fails. */
const patienceMs = 10_000;

type AnyPayload = EventPayload<EventName>;

const eventListeners = new Set<(name: EventName, payload: AnyPayload) => void>();
const connectionListeners = new Set<(state: ConnectionState) => void>();

interface PendingCall {
  readonly resolve: (envelope: Envelope) => void;
  readonly reject: (reason: InkdexError) => void;
}
const pending = new Map<number, PendingCall>();
let nextCallId = 0;
let socket: WebSocket | null = null;
let retryMs = firstRetryMs;
let lastState: ConnectionState | null = null;

/** Every call of the contract. Rejects with an InkdexError. */
export const host = Object.fromEntries(
  Object.keys(calls).map((name) => [name, (args: unknown) => followed(name as CallName, args)]),
) as unknown as Contract;

/** Calls that change something and are not answered yet. */
const changes = new Set<Promise<unknown>>();
/** A change that takes longer, as one that waits for a job, is not waited for. */
const mostChangeMs = 10_000;

function followed(name: CallName, args: unknown): Promise<unknown> {
  const answer = callHost(name, args);
  if (calls[name].role === 'read') return answer;
  const ended = Promise.race([answer, wait(mostChangeMs)]).then(
    () => undefined,
    () => undefined,
  );
  changes.add(ended);
  void ended.then(() => changes.delete(ended));
  return answer;
}

/** Waits until what was asked for is done: a key that comes sooner means what is on its way. Null if nothing is. */
export function changesDone(): Promise<void> | null {
  if (changes.size === 0) return null;
  // Whoever made the change goes on first, and may make the next one.
  return Promise.all(changes)
    .then(() => wait(0))
    .then(() => changesDone() ?? undefined);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Subscribes to one event of the host. Returns the function that unsubscribes. */
export function on<Name extends EventName>(
  name: Name,
  listener: (payload: EventPayload<Name>) => void,
): () => void {
  listen();
  const hear = (heard: EventName, payload: AnyPayload) => {
    // `receiveEvent` has parsed the payload with the schema of this name, which the compiler cannot know.
    if (heard === name) listener(payload as EventPayload<Name>);
  };
  eventListeners.add(hear);
  return () => eventListeners.delete(hear);
}

/**
 * Reports when the connection to the host is lost and when it is back; the desktop app is always connected. After
 * `connected`, reload what is on screen: events were missed. Returns the function that unsubscribes.
 */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  listen();
  connectionListeners.add(listener);
  if (lastState !== null && lastState !== 'connected') listener(lastState);
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

async function callHost<Name extends CallName>(name: Name, args: unknown): Promise<CallResult<Name>> {
  const envelope =
    desktop === undefined
      ? await sendCall(name, args)
      : envelopeSchema.parse(await desktop.invoke(name, args));
  const result = calls[name].result.safeParse(open(envelope));
  if (result.success) return result.data as CallResult<Name>;
  throw new InkdexError('internal', `Unexpected answer to ${name}: ${prettifyError(result.error)}`);
}

/** The value of an answer; throws its error. */
export function open(envelope: Envelope): unknown {
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
      if (state !== 'connected' || socket === null) return;
      clearTimeout(timer);
      stop();
      resolve(socket);
    });
    const timer = setTimeout(() => {
      stop();
      const isRefused = lastState === 'refused' || lastState === 'sign-in';
      reject(isRefused ? notSignedIn() : connectionLost());
    }, patienceMs);
  });
}

/** Shown only in a browser. */
export const connectionLostText = 'Connection lost. Reconnecting… If Inkdex was closed, start it again.';
export const notSignedInText =
  'This browser is not signed in. Open the address that Inkdex printed when it started, or paste it here; this page then continues.';

export function notSignedIn(): InkdexError {
  return new InkdexError('permission-denied', notSignedInText);
}

export function connectionLost(): InkdexError {
  return new InkdexError('connection-lost', connectionLostText);
}

/** Connects to the events of the host, on the first call only. */
let isListening = false;
function listen(): void {
  if (isListening) return;
  isListening = true;
  if (desktop === undefined) void redeemToken().then(connect);
  else desktop.subscribe(receiveEvent);
}

function connect(): void {
  const address = addressOf(socketPath).href.replace(/^http/u, 'ws');
  const secret = secretProtocolPrefix + sessionSecret();
  const opening = new WebSocket(address, [socketProtocol, refusedProtocol, secret]);
  const isAccepted = (): boolean => opening.protocol === socketProtocol;
  opening.addEventListener('open', () => {
    retryMs = firstRetryMs;
    if (!isAccepted()) return;
    socket = opening;
    announceConnection('connected');
  });
  opening.addEventListener('message', ({ data }) => {
    receiveFrame(String(data));
  });
  opening.addEventListener('close', ({ reason }) => {
    for (const { reject } of pending.values()) reject(connectionLost());
    pending.clear();
    socket = null;
    const isRefused = opening.protocol === refusedProtocol;
    announceConnection(reason === signInReason ? 'sign-in' : isRefused ? 'refused' : 'lost');
    setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  });
}

function announceConnection(state: ConnectionState): void {
  lastState = state;
  for (const listener of [...connectionListeners]) listener(state);
}

function receiveFrame(data: string): void {
  const frame = hostFrameSchema.parse(JSON.parse(data));
  if ('event' in frame) {
    receiveEvent(frame.event, frame.payload);
    return;
  }
  pending.get(frame.id)?.resolve(frame.result);
  pending.delete(frame.id);
}

function receiveEvent(name: string, payload: unknown): void {
  if (!isEventName(name)) return;
  const parsed = events[name].payload.parse(payload);
  for (const hear of [...eventListeners]) hear(name, parsed);
}

function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name);
}
