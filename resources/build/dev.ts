import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { createSecret } from '../../main/ipc/http/access.ts';
import { startHost } from './hostProcess.ts';
import { developmentVariable, type Development } from './settings.ts';

/**
 * `npm run dev`: the app in the browser, from its sources. Vite replaces a changed module of the window in place;
 * a change in `main` or `shared` restarts the host at the same address, and the page connects again.
 */
const root = join(import.meta.dirname, '../..');
const hostFolders = [join(root, 'main'), join(root, 'shared')];
const loopback = '127.0.0.1';
const base = '/renderer/';

const nonce = randomBytes(16).toString('base64url');
const token = createSecret();
const vite = await openVite();
let port = 0;
let address: string | null = null;

const host = startHost(join(import.meta.dirname, 'host.ts'), environment, (line) => {
  // The address is the same after each restart: print it once.
  if (line === address) return;
  process.stdout.write(`${line}\n`);
  address = line;
  port = Number(new URL(line).port);
});

vite.watcher.add(hostFolders);
vite.watcher.on('all', (event, path) => {
  const isOfHost = hostFolders.some((folder) => path.startsWith(folder)) && path.endsWith('.ts');
  if (!isOfHost || !['add', 'change', 'unlink'].includes(event) || address === null) return;
  process.stderr.write(`${path.slice(root.length + 1)} changed: the host restarts.\n`);
  host.restart();
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([host.close(), vite.close()]).then(() => process.exit());
  });
}

function environment(): NodeJS.ProcessEnv {
  const given: Development = {
    vite: `http://${loopback}:${vite.config.server.port}${base}`,
    nonce,
    port,
    token,
    openBrowser: address === null,
  };
  return { ...process.env, [developmentVariable]: JSON.stringify(given) };
}

async function openVite(): Promise<ViteDevServer> {
  const vitePort = await freePort();
  const server = await createServer({
    configFile: join(root, 'vite.config.ts'),
    mode: 'renderer',
    base,
    clearScreen: false,
    logLevel: 'warn',
    html: { cspNonce: nonce },
    server: {
      host: loopback,
      port: vitePort,
      strictPort: true,
      // The page comes from the host's port; its updates come straight from Vite's.
      ws: { host: loopback, clientPort: vitePort },
    },
  });
  return server.listen();
}

/** Vite has to know its port before it listens: it writes it into the page. */
async function freePort(): Promise<number> {
  const probe = createSocketServer().listen(0, loopback);
  await once(probe, 'listening');
  const found = probe.address();
  probe.close();
  await once(probe, 'close');
  if (found === null || typeof found === 'string') throw new Error('There is no free port.');
  return found.port;
}
