import type { Command } from 'commander';
import { z } from 'zod';
import { defaultHost, runBrowserDoor } from '../browser.ts';
import { openApp } from '../start.ts';
import { libraryCommand, optionsOf, wholeNumber } from './command.ts';
import { libraryFolder } from './libraryFolder.ts';

export function serveCommand(): Command {
  return libraryCommand('serve', 'open the library to a browser on this machine')
    .option('--port <number>', 'port to listen on; any free one when left out', wholeNumber(0, 65_535), 0)
    .option(
      '--host <address>',
      'address to listen on; anything but this machine itself is a risk',
      defaultHost,
    )
    .option('--no-open', 'do not open a browser')
    .action(async (_options, command: Command) => {
      const shape = { port: z.number(), host: z.string(), open: z.boolean() };
      const { library, port, host, open } = optionsOf(command, shape);
      await runBrowserDoor({ library: libraryFolder(library), port, host, openBrowser: open });
    });
}

export function appCommand(): Command {
  return libraryCommand('app', 'open the desktop app').action(async (_options, command: Command) => {
    await openApp(libraryFolder(optionsOf(command, {}).library));
  });
}
