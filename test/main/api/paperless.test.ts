import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runExample } from '../../support/example.ts';
import { temporaryFolder } from '../../support/library.ts';

const scan = '%PDF-1.4 a scan';
const page = '%PDF-1.4 a page';
const searchable = '%PDF-1.4 searchable';
const needed = ['head', 'tr', 'rm', 'mktemp', 'printf', 'cp', 'cat', 'mv'];

/** What stands for each program; the arguments of qpdf tell its steps apart. */
const tools = {
  pdftotext: 'exit 0',
  'qpdf --show-npages': 'case $3 in *text-*) echo 1 ;; *) echo 2 ;; esac',
  'qpdf --pages': `echo '${page}' >"$last"`,
  'qpdf --empty': `echo '${page}' >"$last"`,
  'qpdf --underlay': `echo '${searchable}' >"$last"`,
  curl: `echo '${page}' >"$output"`,
  mktemp: 'exec /bin/mktemp "$@"',
  mv: 'exec /bin/mv "$@"',
};

/** Consumes a document with these programs. */
async function consume(
  changed: Partial<Record<keyof typeof tools, string>>,
  given: Record<string, string> = {},
  shell = 'sh',
) {
  const folder = temporaryFolder();
  const [bin, document] = [join(folder, 'bin'), join(folder, 'in/scan.pdf')];
  for (const made of [bin, join(folder, 'in'), join(folder, 'tmp')]) mkdirSync(made);
  writeFileSync(document, scan);
  const all = { ...tools, ...changed };
  const write = (name: string, lines: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  };
  for (const tool of needed) if (existsSync(`/bin/${tool}`)) symlinkSync(`/bin/${tool}`, join(bin, tool));
  for (const name of ['pdftotext', 'mktemp', 'mv'] as const) {
    rmSync(join(bin, name), { force: true });
    if (all[name] !== 'missing') write(name, all[name]);
  }
  const output = 'while [ $# -gt 0 ]; do [ "$1" = --output ] && output=$2; shift; done';
  if (all.curl !== 'missing') write('curl', `${output}\ncat >/dev/null\n${all.curl}`);
  const steps = (['--show-npages', '--empty', '--underlay', '--pages'] as const).map(
    (step) => `*" ${step} "*) ${all[`qpdf ${step}`]} ;;`,
  );
  const last = 'for last; do :; done';
  if (all['qpdf --pages'] !== 'missing') write('qpdf', `${last}\ncase " $* " in\n${steps.join('\n')}\nesac`);
  const settings = { INKDEX_API: 'http://x', INKDEX_TOKEN: 'token', DOCUMENT_WORKING_PATH: document };
  const environment = { PATH: bin, TMPDIR: join(folder, 'tmp'), ...settings, ...given };
  const { status, output: said } = await runExample('paperless.sh', [], environment, shell);
  return {
    status,
    said,
    document: readFileSync(document, 'utf8'),
    left: [...readdirSync(join(folder, 'in')), ...readdirSync(join(folder, 'tmp'))],
  };
}

const shells = ['/bin/sh', '/bin/bash'].filter((shell) => !spawnSync(shell, ['-c', ':']).error);

describe.skipIf(shells.length === 0).each(shells)('paperless.sh in %s', (shell) => {
  it('replaces a document by its searchable form', async () => {
    expect(await consume({}, {}, shell)).toEqual({
      status: 0,
      said: 'Inkdex: read 2 page(s).\n',
      document: `${searchable}\n`,
      left: ['scan.pdf'],
    });
  });

  const failures = ['exit 1', 'exit 2', 'kill -9 $$', 'missing'];
  it.each<[string, string]>([
    ...Object.keys(tools).flatMap((tool) => failures.map((how): [string, string] => [tool, how])),
    ['qpdf --show-npages', 'exit 0'],
    ['qpdf --show-npages', 'echo 0'],
    ['qpdf --show-npages', 'echo many'],
    ['qpdf --show-npages', 'echo 3'],
    ['qpdf --pages', 'exit 0'],
    ['qpdf --underlay', 'exit 0'],
    ['curl', 'exit 0'],
    ['curl', ': >"$output"'],
    ['curl', 'printf "<html>No</html>" >"$output"'],
    ['pdftotext', 'echo Some text'],
  ])('lets a document through as it is where %s does “%s”', async (tool, how) => {
    const { status, said, document, left } = await consume({ [tool]: how }, {}, shell);
    // A step of qpdf that writes nothing is found by the next one.
    const isHarmless = tool === 'qpdf --pages' && how === 'exit 0';
    expect({ status, document, left }).toEqual({
      status: 0,
      document: isHarmless ? `${searchable}\n` : scan,
      left: ['scan.pdf'],
    });
    if (!isHarmless) expect(said).toMatch(/Inkdex: .+ The document is consumed as it is\.\n$/u);
  });

  it.each(['INKDEX_API', 'INKDEX_TOKEN', 'DOCUMENT_WORKING_PATH'])(
    'lets a document through where %s is not set',
    async (name) => {
      const { status, said, document } = await consume({}, { [name]: '' }, shell);
      expect([status, document]).toEqual([0, scan]);
      expect(said).toContain(name);
    },
  );
});
