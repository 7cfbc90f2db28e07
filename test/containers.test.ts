import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { folderForAll } from './support/folders.ts';

/*
 * The Containerfile and compose.yaml without containers: what they copy and run is copied and run in a temporary folder.
 */

const root = join(import.meta.dirname, '..');
const command = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]);
const names = z.array(z.string()).default([]);
const composeSchema = z.strictObject({
  services: z.record(
    z.string(),
    z.strictObject({
      build: z.object({ context: z.literal('.'), dockerfile: z.string() }).optional(),
      image: z.string(),
      command,
      healthcheck: z.object({ test: z.string(), start_period: z.string() }).optional(),
      volumes: names,
      networks: names,
      depends_on: names,
      ports: names,
      init: z.boolean().optional(),
      restart: z.literal('unless-stopped'),
    }),
  ),
  networks: z.record(
    z.string(),
    z.object({
      internal: z.boolean().optional(),
      ipam: z.object({ config: z.array(z.object({ subnet: z.string() })) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.object({})),
});
const compose = composeSchema.parse(parse(readFileSync(join(root, 'compose.yaml'), 'utf8')));
const { library, proxy, nats, reader } = z
  .object({
    library: z.custom<Service>(),
    proxy: z.custom<Service>(),
    nats: z.custom<Service>(),
    reader: z.custom<Service>(),
  })
  .parse(compose.services);
type Service = z.infer<typeof composeSchema>['services'][string];

const lines = readFileSync(join(root, 'Containerfile'), 'utf8')
  .split('\n')
  .map((line) => line.trim().split(/\s+/u));
/** The lines of each stage, from its FROM on. */
const stages = lines.reduce<string[][][]>((found, line) => {
  if (line[0] === 'FROM') return [...found, [line]];
  found.at(-1)?.push(line);
  return found;
}, []);

/** What a stage copies from the checkout. */
function copiedBy(stage: readonly string[][] | undefined): string[] {
  return (stage ?? []).flatMap(([what, ...parts]) => {
    if (what !== 'COPY' || parts[0]?.startsWith('--from') === true) return [];
    return parts.slice(0, -1);
  });
}

/** The list of an instruction in JSON, such as that of CMD. */
function listOf(instruction: string): string[] {
  const line = lines.find(([what]) => what === instruction) ?? [];
  return z.array(z.string()).parse(JSON.parse(line.slice(1).join(' ')));
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** Links the packages that `npm ci --omit=dev` installs. */
function linkPackages(folder: string): void {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  for (const [path, { dev = false }] of Object.entries(packages)) {
    const isTop = /^node_modules\/(?:@[^/]+\/)?[^/]+$/u.test(path);
    if (dev || !isTop || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(root, path), join(folder, path));
  }
}

const folder = folderForAll();
let app: string;

beforeAll(() => {
  const [window, image] = [join(folder, 'window'), join(folder, 'app')];
  for (const path of copiedBy(stages[0])) cpSync(join(root, path), join(window, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(window, 'node_modules'));
  execFileSync('npm', ['run', 'build'], { cwd: window, stdio: 'ignore' });
  for (const path of copiedBy(stages[1])) cpSync(join(root, path), join(image, path), { recursive: true });
  cpSync(join(window, 'dist/renderer'), join(image, 'dist/renderer'), { recursive: true });
  linkPackages(image);
  app = join(image, 'main/cli.ts');
});

/** Runs a command of the image to its end. */
function inkdex(args: readonly string[]): string {
  const env = { ...process.env, INKDEX_LIBRARY: join(folder, 'library') };
  return execFileSync(process.execPath, [app, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('The Containerfile', () => {
  it('copies only what is not ignored', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    expect(ignored[0]).toBe('**');
    const kept = ignored.slice(1).map((line) => line.replace('!', ''));
    const fits = (path: string): boolean =>
      kept.includes(path) || kept.includes(path.replace(/\..*\.?json$/u, '*.json'));
    expect(stages.flatMap(copiedBy).filter((path) => !fits(path))).toEqual([]);
  });

  it('makes an image that reads and searches photos without the packages for development', () => {
    const [sample = ''] = inkdex(['read', join(root, 'resources/samples/animal-shelter.jpg')]).split('\n');
    expect(sample.length).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'app/node_modules/vite'))).toBe(false);
  });

  it('runs as a user who is not root, with the library in a volume', () => {
    const find = (what: string): string =>
      lines
        .find(([first]) => first === what)
        ?.slice(1)
        .join(' ') ?? '';
    expect([find('USER'), find('ENV'), find('VOLUME')]).toEqual([
      'node',
      'INKDEX_LIBRARY=/library',
      '/library',
    ]);
    expect(listOf('ENTRYPOINT')).toEqual(['inkdex']);
    const link = lines.find(([what, program]) => what === 'RUN' && program === 'ln') ?? [];
    expect(link.slice(3, 5)).toEqual(['/app/main/cli.ts', '/usr/local/bin/inkdex']);
  });
});

describe('compose.yaml', () => {
  it('names only services, volumes and networks that it has', () => {
    const own = Object.values(compose.services);
    const volumes = own.flatMap((service) => service.volumes.map((volume) => volume.split(':')[0] ?? ''));
    expect(volumes.filter((name) => /^\w+$/u.test(name))).toEqual(Object.keys(compose.volumes));
    const networks = new Set(own.flatMap((service) => service.networks));
    expect([...networks].sort()).toEqual(Object.keys(compose.networks).sort());
    for (const name of own.flatMap((service) => service.depends_on))
      expect(compose.services).toHaveProperty(name);
  });

  it('lets the library believe the network of the proxy, and lets people reach nothing but the proxy', () => {
    const subnet = compose.networks.inside?.ipam?.config[0]?.subnet ?? '';
    expect(library.command).toContain(`--trusted-proxy=${subnet}`);
    expect(compose.networks.inside?.internal).toBe(true);
    expect(proxy.command.slice(-2)).toEqual(['--to', 'library:8080']);
    expect(library.command).toContain('--port=8080');
    for (const service of [library, nats, reader])
      expect([service.ports, service.networks]).toEqual([[], ['inside']]);
  });

  it('serves the library, which its check finds healthy, and a token of the person lets in', async () => {
    const args = library.command.map((argument) =>
      argument
        .replace('=8080', '=0')
        .replace('${INKDEX_DOMAIN:-localhost}', 'ink.example.org')
        .replace('10.89.7.0/24', '127.0.0.1'),
    );
    const env = { ...process.env, INKDEX_LIBRARY: join(folder, 'library') };
    // The library keeps its port, which is free.
    const child = spawn(process.execPath, [app, ...args.filter((argument) => argument !== '--port=0')], {
      env,
    });
    const ended = once(child, 'exit');
    try {
      const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
      expect(address).toMatch(/^https:\/\/ink\.example\.org\/\?token=/u);
      const kept = z.object({ port: z.number() });
      const { port } = kept.parse(JSON.parse(readFileSync(join(folder, 'library/browser.json'), 'utf8')));
      const check = (text: string): void => {
        const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
        execFileSync('sh', ['-c', text], { env: { ...process.env, PATH } });
      };
      const health = library.healthcheck?.test ?? '';
      check(health.replace(':8080', `:${port}`));
      expect(() => {
        check(health.replace(':8080', ':1'));
      }).toThrow();

      const token = inkdex(['token', 'create', 'Anna', '--role', 'admin']).trim();
      const { request } = await import('node:http');
      const status = await new Promise((resolve) => {
        const headers = {
          host: 'ink.example.org',
          origin: 'https://ink.example.org',
          'x-forwarded-proto': 'https',
        };
        const sent = request(
          { host: '127.0.0.1', port, path: '/session', method: 'POST', headers },
          (answer) => {
            resolve(answer.statusCode);
          },
        );
        sent.end(JSON.stringify({ token }));
      });
      expect(status).toBe(200);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });

  it('starts readers with a command that there is, at the broker that it starts', () => {
    const [name = '', broker = ''] = reader.command;
    expect(broker).toBe('--broker=nats://nats:4222');
    expect(reader.image).toBe(library.image);
    expect(inkdex([name, '--help'])).toContain('--broker');
    expect(nats.command).toContain('--jetstream');
  });
});
