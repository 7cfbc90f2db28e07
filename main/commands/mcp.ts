import { once } from 'node:events';
import type { Command } from 'commander';
import { libraryCommand, note, optionsOf, withServices } from './command.ts';

/** Serves an assistant that starts this command: requests on stdin, answers on stdout, until stdin ends. */
export function mcpCommand(): Command {
  return libraryCommand(
    'mcp',
    'let an assistant on this machine search and read (Model Context Protocol over stdio)',
  ).action(async (_options, command: Command) => {
    // Libraries of a server: loaded when this command runs, not when any does.
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
    const { createMcpServer } = await import('../api/mcp.ts');
    await withServices(optionsOf(command, {}), async (services) => {
      const server = createMcpServer(services);
      const ended = Promise.race([
        once(process.stdin, 'end'),
        once(process, 'SIGINT'),
        once(process, 'SIGTERM'),
      ]);
      await server.connect(new StdioServerTransport());
      note('Inkdex waits for an assistant on stdin. Press Ctrl-C to stop.');
      await ended;
      await server.close();
    });
  });
}
