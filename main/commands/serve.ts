import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { isPublicAddress } from '../api/fetchPicture.ts';
import { defaultLimits } from '../api/limits.ts';
import type { ApiOptions } from '../api/server.ts';
import { defaultHost, runBrowserEntry } from '../browser.ts';
import { readCharacterNumbers } from '../exchange/characterNumbers.ts';
import { networkSchema, noProxy, publicUrlSchema } from '../ipc/http/proxy.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { libraryFolder } from '../installation.ts';
import { fitting, libraryCommand, optionsOf, wholeNumber } from './command.ts';

const highestPort = 65_535;
const defaultApiPort = 8765;

const shape = {
  url: z.instanceof(URL).optional(),
  trustedProxy: z.array(z.string()).default([...noProxy.trustedProxies]),
  port: z.number().optional(),
  host: z.string(),
  open: z.boolean(),
  api: z.boolean().default(false),
  apiPort: z.number(),
  apiHost: z.string(),
  apiGrpcPort: z.number().optional(),
  apiOpen: z.boolean().default(false),
  apiFetch: z.boolean().default(false),
  modelName: z
    .array(z.object({ name: z.string(), id: modelIdSchema, ordMap: z.string().optional() }))
    .default([]),
  apiCert: z.string().optional(),
  apiKey: z.string().optional(),
  apiRate: z.number(),
};
type ServeOptions = z.infer<z.ZodObject<typeof shape>>;

/** Serves the app to a browser, and with `--api` the library and its models to other programs. */
export function serveCommand(): Command {
  const command = libraryCommand('serve', 'serve the app to a browser on this machine')
    .option(
      '--port <number>',
      'port to listen on; 0 chooses a free port (default: the port of last time)',
      wholeNumber(0, highestPort),
    )
    .option(
      '--host <address>',
      'address to listen on; others than the default let other machines in',
      defaultHost,
    )
    .option(
      '--url <address>',
      'address at which people reach it through a reverse proxy, such as https://ink.example.org/',
      fitting(publicUrlSchema),
    )
    .option(
      '--trusted-proxy <addresses...>',
      'IP addresses or networks of reverse proxies whose X-Forwarded-Proto and -For are believed (default: this machine)',
    )
    .option('--no-open', 'do not open the browser');
  return apiOptions(command).action(async (_options, given: Command) => {
    const { library, port, host, open, url, trustedProxy, ...options } = optionsOf(given, shape);
    const api = await apiOf(options, given);
    const { error } = z.array(networkSchema).safeParse(trustedProxy);
    if (error !== undefined) given.error(`error: --trusted-proxy: ${error.issues[0]?.message ?? ''}`);
    await runBrowserEntry({
      library: libraryFolder(library),
      port: port ?? null,
      host,
      public: { url: url ?? null, trustedProxies: trustedProxy },
      openBrowser: open,
      ...(api !== null && { api }),
    });
  });
}

function apiOptions(command: Command): Command {
  return command
    .option('--api', 'also serve other programs over HTTP; they need a token (`inkdex token create`)')
    .option(
      '--api-port <number>',
      'port of the API; 0 chooses a free port',
      wholeNumber(0, highestPort),
      defaultApiPort,
    )
    .option(
      '--api-host <address>',
      'address of the API; others than the default let other machines in',
      defaultHost,
    )
    .option(
      '--api-grpc-port <number>',
      'also serve Open Inference Protocol over gRPC at this port; 0 chooses a free one',
      wholeNumber(0, highestPort),
    )
    .option('--api-open', 'programs on this machine need no token')
    .option(
      '--model-name <name=id>',
      'a name under which programs find a model, such as crnn=run-3, or crnn=run-3,ord_map=FILE to answer in numbers of ' +
        'characters of CRNN_Tensorflow; can be repeated',
      (text: string, before: readonly object[] | undefined) => [...(before ?? []), namedModel(text)],
    )
    .option('--api-fetch', 'fetch pictures that programs name by address, from public hosts only')
    .option('--api-cert <file>', 'certificate for TLS, PEM')
    .option('--api-key <file>', 'its private key, PEM')
    .option(
      '--api-rate <count>',
      'requests a minute that one token may send',
      wholeNumber(1, 10_000_000),
      defaultLimits.requestsPerMinute,
    );
}

function namedModel(text: string): object {
  const [, name, id, ordMap] = /^([\w.-]+)=([\w.-]+)(?:,ord_map=(.+))?$/u.exec(text) ?? [];
  if (name !== undefined && id !== undefined) return { name, id, ordMap };
  throw new InvalidArgumentError(
    'Expected a name, an equals sign and the id of a model, such as crnn=run-3.',
  );
}

async function knownModel({ name, id, ordMap }: ServeOptions['modelName'][number]) {
  const numbers = ordMap === undefined ? undefined : await readCharacterNumbers(ordMap);
  return [name, { id, numbers }] as const;
}

/** Null without `--api`. An option of the API without it, or half of a pair, is wrong usage. */
async function apiOf(
  options: Omit<ServeOptions, 'port' | 'host' | 'open' | 'url' | 'trustedProxy'>,
  command: Command,
): Promise<ApiOptions | null> {
  const { api, apiPort, apiHost, apiGrpcPort, apiOpen, apiFetch, modelName, apiCert, apiKey, apiRate } =
    options;
  if ((apiCert === undefined) !== (apiKey === undefined)) {
    command.error('error: --api-cert and --api-key belong together: give both or neither');
  }
  if (!api) {
    if (apiOpen || apiFetch || modelName.length > 0 || apiCert !== undefined || apiGrpcPort !== undefined)
      command.error('error: this option of the API needs --api, too');
    return null;
  }
  return {
    host: apiHost,
    port: apiPort,
    ...(apiGrpcPort !== undefined && { grpcPort: apiGrpcPort }),
    isOpen: apiOpen,
    ...(modelName.length > 0 && { modelNames: new Map(await Promise.all(modelName.map(knownModel))) }),
    ...(apiFetch && { fetchesFrom: isPublicAddress }),
    tls: apiCert === undefined || apiKey === undefined ? null : { cert: apiCert, key: apiKey },
    limits: { requestsPerMinute: apiRate },
  };
}
