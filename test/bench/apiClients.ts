import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from './bench/apiProcess.ts';
import { unlessShort } from '../../pretraining/unlessShort.ts';

/**
 * Runs clients that other people wrote against the API: `npm run api-clients`. tritonclient reads words over Open Inference
 * Protocol; Schemathesis sends generated requests, valid and invalid ones, by the OpenAPI document: none may be answered
 * with 5xx or with what the document does not say. They are installed from PyPI into `.cache/api-clients`.
 */
const root = join(import.meta.dirname, '../..');
const folder = join(root, '.cache/api-clients');
const requirements = join(import.meta.dirname, 'apiClients/requirements.txt');
const word = join(root, 'test/fixtures/data/words/copiste_fr/copiste_0001_000_00.png');
/** Generated requests for each address; with those for limits of values, 10,000 in all. */
const examples = unlessShort(600, 5);
const checks =
  'not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance';

function program(name: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', name) : join(folder, 'bin', name);
}

/** @throws Error if the program fails */
async function run(command: string, args: readonly string[]): Promise<void> {
  const [status] = (await once(spawn(command, args, { cwd: folder, stdio: 'inherit' }), 'exit')) as [number];
  if (status !== 0) throw new Error(`${command} failed with status ${status}.`);
}

async function install(): Promise<void> {
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const [status] = (await once(spawn('python3', ['-m', 'venv', folder], { stdio: 'inherit' }), 'exit')) as [
    number,
  ];
  if (status !== 0) throw new Error('python3 -m venv failed. Install Python 3 with its module venv.');
  await run(program('pip'), ['install', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, wanted);
}

await install();
const api = await startApi();
try {
  const { host } = new URL(api.address);
  const triton = join(import.meta.dirname, 'apiClients/triton.py');
  const grpc = `127.0.0.1:${api.grpcPort}`;
  await run(program('python3'), [triton, host, grpc, api.token, word]);
  await run(program('schemathesis'), [
    'run',
    `${api.address}/openapi.json`,
    ...['--header', `Authorization: Bearer ${api.token}`, '--max-examples', String(examples)],
    ...['--checks', checks, '--seed', '1', '--no-color', '--suppress-health-check', 'all'],
  ]);
} finally {
  await api.close();
}
