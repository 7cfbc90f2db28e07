import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Command } from 'commander';
import { examplesOf, isGroup, longName } from '../../../main/commands/helpTexts.ts';
import { everyCommand } from '../../../main/commands/manual.ts';
import { createProgram } from '../../../main/commands/program.ts';
import { inkdex } from '../../support/commandLine.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
const program = await createProgram();
const commands = everyCommand(program).filter((command) => command !== program);

/** Words of a shell's line, without quotes and what is behind a pipe. */
function wordsOf(example: string): string[] {
  const own =
    example
      .split(' | ')
      .findLast((part) => part.startsWith('inkdex '))
      ?.split(/ >/u)[0] ?? '';
  const words = own.match(/'[^']*'|"[^"]*"|\S+/gu) ?? [];
  return words.slice(1).map((word) => word.replaceAll(/^['"]|['"]$/gu, ''));
}

function commandOf(words: readonly string[], from: Command = program): [Command, readonly string[]] {
  const next = from.commands.find((command) => command.name() === words[0]);
  return next === undefined ? [from, words] : commandOf(words.slice(1), next);
}

describe('The help of every command', () => {
  it('has an example, which names this command, its options and enough arguments', () => {
    expect(commands.length).toBeGreaterThan(90);
    const wrong = commands
      .filter((command) => !isGroup(command))
      .flatMap((command) => {
        const own = examplesOf(command).filter((example) => {
          const [found, args] = commandOf(wordsOf(example));
          const options = [...found.options, ...program.options];
          const isKnown = (arg: string) => options.some(({ long, short }) => arg === long || arg === short);
          const named = args.filter((arg) => /^--\w/u.test(arg));
          const required = found.registeredArguments.filter((argument) => argument.required).length;
          return found === command && named.every(isKnown) && args.length >= required;
        });
        return own.length === examplesOf(command).length && own.length > 0 ? [] : [longName(command)];
      });
    expect(wrong).toEqual([]);
  });

  it('has examples of no command that is gone', () => {
    const file = join(import.meta.dirname, '../../../resources/commands/examples.txt');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const used = commands.filter((command) => !isGroup(command)).flatMap((command) => examplesOf(command));
    expect(used.toSorted()).toEqual(lines.toSorted());
  });

  it('shows the examples', async () => {
    const { stdout } = await inkdex(['label', 'set', '--help']);
    expect(stdout).toContain('Examples:\n  inkdex label set 23 turtlebot\n');
  });
});

describe('The manual', () => {
  it('has every command, and lines that start with no request by accident', async () => {
    const { stdout, status } = await inkdex(['man']);
    expect(status).toBe(0);
    for (const command of commands.filter((each) => !isGroup(each))) {
      expect(stdout).toContain(`.SS "inkdex ${longName(command).replaceAll('-', '\\-')} `);
    }
    const requests = stdout.split('\n').flatMap((line) => /^[.'](\w+)/u.exec(line)?.[1] ?? []);
    expect([...new Set(requests)].sort()).toEqual(['B', 'EE', 'EX', 'I', 'PP', 'SH', 'SS', 'TH', 'TP']);
  });

  it.skipIf(spawnSync('groff', ['--version']).error !== undefined)(
    'is formatted without a warning',
    async () => {
      const { stdout } = await inkdex(['man']);
      const { stderr, status } = spawnSync('groff', ['-man', '-ww', '-z', '-Kutf8'], { input: stdout });
      expect([status, stderr.toString()]).toEqual([0, '']);
    },
  );
});

describe('Shell completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that asks for completions',
    async (shell) => {
      const script = await logged(['completion', shell]);
      expect(script).toContain('inkdex');
      expect(script).toMatch(/complete '?--'? /u);
    },
  );

  it('prints a bash script without a mistake', async () => {
    const script = join(folder, 'inkdex.bash');
    writeFileSync(script, await logged(['completion', 'bash']));
    expect(execFileSync('bash', ['-n', script]).toString()).toBe('');
  });

  it('refuses other shells as wrong usage', async () => {
    expect(await inkdex(['completion', 'tcsh'])).toMatchObject({ status: 2, stdout: '' });
  });

  it.each([
    [['label', 'l'], 'list'],
    [['photos', '--fav'], '--favourites'],
    [['photos', '--sort', ''], 'taken'],
    [['label', 'mark', ''], 'illegible'],
  ])('completes %j to %s', async (words, expected) => {
    const lines = await completionsOf(words);
    expect(lines).toContain(expected);
  });
});

/** What a command of the completion's library prints: it calls console.log, which Vitest has replaced. */
async function logged(args: readonly string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const { status } = await inkdex(args);
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  expect(status).toBe(0);
  return lines.join('\n');
}

async function completionsOf(words: readonly string[]): Promise<string[]> {
  return (await logged(['complete', '--', ...words])).split('\n').map((line) => line.split('\t')[0] ?? '');
}
