import type { FromWorker } from './protocol.ts';

/** The engine's end of the line to the process that started it. */
export interface ParentConnection {
  send(message: FromWorker): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Electron's `process.parentPort`, which Node's types do not know. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

/**
 * Connects to the parent: over Electron's port in a utility process, over Node's channel in a forked
 * one. An engine ends when its parent does.
 */
export function parentConnection(): ParentConnection {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isParentPort(port)) {
    return {
      send(message) {
        port.postMessage(message);
      },
      onMessage(listener) {
        port.on('message', ({ data }) => {
          listener(data);
        });
      },
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    send(message) {
      // The parent may have gone meanwhile; then nobody waits for the answer.
      process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage(listener) {
      process.on('message', listener);
    },
  };
}
