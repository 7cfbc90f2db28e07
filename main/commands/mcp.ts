import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { Services } from '../services.ts';
import { InkdexError } from '../../shared/result.ts';
import { libraryCommand, note, optionsOf, withServices } from './command.ts';

/** Serves an assistant that starts this command: requests on stdin, answers on stdout, until stdin ends. */
export function mcpCommand(): Command {
  return libraryCommand(
    'mcp',
    'let an assistant on this machine search and read (Model Context Protocol over stdio)',
  ).action(async (_options, command: Command) => {
    await withServices(optionsOf(command, {}), async (services) => {
      const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      await serveAssistant(services, { input: process.stdin, output: process.stdout, stopped });
    });
  });
}

interface Assistant {
  readonly input: Readable;
  readonly output: Writable;
  /** Settles when a person ends the command. */
  readonly stopped: Promise<unknown>;
}

/** The limit of the library for MCP, in MiB. */
const longestLine = 10;

/**
 * Serves an assistant until its input ends.
 *
 * @throws InkdexError `bad-arguments` for a line that is too long, after which nothing of the input can be trusted
 */
export async function serveAssistant(
  services: Services,
  { input, output, stopped }: Assistant,
): Promise<void> {
  // Libraries of a server: loaded when this command runs, not when any does.
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
  const { createMcpServer } = await import('../api/mcp.ts');
  const server = createMcpServer(services);
  const closed = Promise.withResolvers<'closed'>();
  server.server.onclose = () => {
    closed.resolve('closed');
  };
  const ended = Promise.race([once(input, 'end'), stopped]);
  const maxBufferSize = longestLine * 2 ** 20;
  await server.connect(new StdioServerTransport(input, output, { maxBufferSize }));
  note('Inkdex waits for an assistant on stdin. Press Ctrl-C to stop.');
  const how = await Promise.race([ended, closed.promise]);
  if (how === 'closed') {
    throw new InkdexError(
      'bad-arguments',
      `The assistant sent a line of more than ${longestLine} MiB; expected one JSON message in each line. Start it again.`,
    );
  }
  await server.close();
}
