import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { openApi } from '../../../main/api/server.ts';
import { openServices } from '../../../main/services.ts';

/*
 * An API in a process of its own, over a new library, for programs that measure and test it: what answers and what asks
 * do not share a thread.
 */

const runningSchema = z.object({ address: z.string(), grpcPort: z.number(), token: z.string() });

/** An API in another process, and a token with all scopes. */
export interface ApiProcess extends z.infer<typeof runningSchema> {
  readonly close: () => Promise<void>;
}

export async function startApi(): Promise<ApiProcess> {
  const library = mkdtempSync(join(tmpdir(), 'inkdex-api-process-'));
  const child = spawn(process.execPath, [import.meta.filename, library], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  return {
    ...runningSchema.parse(JSON.parse(line)),
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(library, { recursive: true, force: true });
    },
  };
}

async function run(library: string): Promise<void> {
  const services = await openServices({ library, announce: () => undefined });
  const log = (message: string): void => void process.stderr.write(`${message}\n`);
  const server = await openApi(
    { services, log, logRequest: () => undefined },
    { host: '127.0.0.1', port: 0, grpcPort: 0, isOpen: false, tls: null, limits: { requestsPerMinute: 1e9 } },
  );
  const { secret } = services.tokens.calls.createToken({
    name: 'bench',
    scopes: ['read', 'search'],
    role: null,
  });
  const { address, grpcPort } = server;
  process.stdout.write(`${JSON.stringify({ address, grpcPort, token: secret })}\n`);
  await once(process, 'SIGTERM');
  await server.close();
  await services.close();
}

if (process.argv[1] === import.meta.filename) await run(z.string().parse(process.argv[2]));
