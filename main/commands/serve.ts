import type { Command } from 'commander';
import { z } from 'zod';
import { defaultHost, runBrowserDoor } from '../browser.ts';
import { openApp } from '../start.ts';
import { libraryCommand, optionsOf, wholeNumber } from './command.ts';
import { libraryFolder } from './libraryFolder.ts';

export function serveCommand(): Command {
  return libraryCommand('serve', 'serve the app to a browser on this machine')
    .option(
      '--port <number>',
      'port to listen on; 0 chooses a free port (default: the port of last time)',
      wholeNumber(0, 65_535),
    )
    .option(
      '--host <address>',
      'address to listen on; others than the default let other machines in',
      defaultHost,
    )
    .option('--no-open', 'do not open the browser')
    .action(async (_options, command: Command) => {
      const shape = { port: z.number().optional(), host: z.string(), open: z.boolean() };
      const { library, port, host, open } = optionsOf(command, shape);
      await runBrowserDoor({ library: libraryFolder(library), port: port ?? null, host, openBrowser: open });
    });
}

export function appCommand(): Command {
  return libraryCommand('app', 'open the desktop app').action(async (_options, command: Command) => {
    await openApp(libraryFolder(optionsOf(command, {}).library));
  });
}
