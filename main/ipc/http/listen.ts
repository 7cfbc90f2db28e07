import type { Server } from 'node:net';
import { InkdexError } from '../../../shared/result.ts';

/** The options of the command line that give host and port, for messages. */
interface OptionNames {
  readonly host: string;
  readonly port: string;
}

/**
 * Listens.
 *
 * @param port 0 for any free port
 * @returns the port
 * @throws InkdexError `bad-arguments` when the port is in use or the host is not an address of this machine;
 *   `permission-denied`
 */
export function listen(
  server: Server,
  host: string,
  port: number,
  names: OptionNames = { host: '--host', port: '--port' },
): Promise<number> {
  return new Promise((resolve, reject) => {
    // Also heard later: without a free file descriptor, connections are refused, which must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(explainListen(error, host, port, names));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

function explainListen(error: NodeJS.ErrnoException, host: string, port: number, names: OptionNames): Error {
  if (error.code === 'EADDRINUSE') {
    const advice = `Choose another with ${names.port}; ${names.port} 0 takes any free port.`;
    return new InkdexError('bad-arguments', `Port ${port} is already in use. ${advice}`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new InkdexError(
      'bad-arguments',
      `${host} is not an address of this machine. Choose another with ${names.host}.`,
    );
  }
  if (error.code === 'EACCES') {
    return new InkdexError(
      'permission-denied',
      `No permission to open port ${port}. Choose a port from 1024 with ${names.port}.`,
    );
  }
  return error;
}
