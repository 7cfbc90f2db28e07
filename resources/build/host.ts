import '../../main/compileCache.ts';
import { keepFilesPrivate } from '../../main/files/privateFiles.ts';
import { defaultHost, runBrowserEntry } from '../../main/browser.ts';
import { libraryFolder } from '../../main/installation.ts';
import { vitePages } from './pages.ts';
import { developmentSchema, developmentVariable } from './settings.ts';

keepFilesPrivate();
// The browser entry point for `npm run dev`, which restarts it when its sources change.
const given = developmentSchema.parse(JSON.parse(process.env[developmentVariable] ?? 'null'));
await runBrowserEntry({
  library: libraryFolder(undefined),
  host: defaultHost,
  port: given.port,
  openBrowser: given.openBrowser,
  development: { pages: vitePages(given), token: given.token },
});
