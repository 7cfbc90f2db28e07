import type { Command } from 'commander';
import { prettifyError, z } from 'zod';
import { owner } from '../../shared/contract/account.ts';
import { calls } from '../../shared/contract/contract.ts';
import { jobSchema } from '../../shared/contract/job.ts';
import { windowCalls } from '../../shared/contract/library.ts';
import { updateCalls } from '../../shared/contract/update.ts';
import { parseJson, safeParse } from '../../shared/json.ts';
import { InkdexError } from '../../shared/result.ts';
import { editDistance } from '../../shared/text.ts';
import { handlers } from '../ipc/handlers.ts';
import { serve } from '../ipc/serve.ts';
import { dataCommand, following, note, optionsOf, print, printJson, printRow } from './command.ts';
import { runJob } from './followJob.ts';
import { textOf } from './standardInput.ts';
import { commandLine } from './table.ts';

/** What a window, or the packaged app, does. */
const elsewhere = { ...windowCalls, ...updateCalls };
/** The calls that make sense without a window, by name. */
export const callable = new Map(Object.entries(calls).filter(([name]) => !Object.hasOwn(elsewhere, name)));

/** `inkdex call`: any call of the contract between the window and the library, for scripts. */
export function callCommand(): Command {
  return dataCommand('call', 'make any call of the window to the library; without a name, list the calls')
    .argument('[name]', 'call, as listed by `inkdex call`')
    .argument('[json]', 'its fields; - for stdin', '{}')
    .action(async (name: string | undefined, text: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      if (name === undefined) {
        for (const [call, { role, args }] of callable) {
          const fields = fieldsOf(args);
          printRow(options.json, { call, role, fields }, [call, role, fields.join(', ')].join('\t'));
        }
        return;
      }
      const problem = callable.has(name) ? null : `there is no call "${name}"${nearestTo(name)}`;
      const given = text === '-' ? await textOf('-') : text;
      const asked = problem ?? askedOf(name, given);
      if (typeof asked === 'string') return command.error(`error: ${asked}`);
      await following(options, 'jobChanged', async (services, listen) => {
        const answer = await serve(handlers(services, commandLine), note)(name, asked, owner);
        if (!answer.ok) throw new InkdexError(answer.error.code, answer.error.message);
        const job = jobSchema.safeParse(answer.value).data;
        if (job?.state === 'queued' || job?.state === 'running') {
          await runJob(services.jobs, listen, job, options.json);
        } else if (options.json) printJson(answer.value);
        else for (const line of JSON.stringify(answer.value, null, 2).split('\n')) print(line);
      });
    });
}

/** The arguments of a call from JSON, or what is wrong with them. */
export function askedOf(name: string, text: string): object | string {
  const args = callable.get(name)?.args ?? z.never();
  const given = parseJson(text);
  const its = `${name} takes {${fieldsOf(args).join(', ')}}`;
  if (given === undefined) return `this is not JSON: ${text.slice(0, 100)}. ${its}.`;
  const parsed = safeParse(args, given);
  if (!parsed.success) return `${prettifyError(parsed.error)}\n${its}.`;
  const [unknown] = unknownFields(given, parsed.data);
  if (unknown !== undefined) return `there is no field "${unknown}". ${its}.`;
  return z.record(z.string(), z.unknown()).parse(given);
}

/** The names of the fields of arguments, with a question mark those that may be left out. */
export function fieldsOf(args: z.ZodType): string[] {
  const shape: z.ZodRawShape = args instanceof z.ZodObject ? args.shape : {};
  return Object.entries(shape).map(([name, field]) =>
    z.safeParse(field, undefined).success ? `${name}?` : name,
  );
}

/** Paths of fields that a schema has left out. */
function unknownFields(given: unknown, parsed: unknown, path = ''): string[] {
  if (typeof given !== 'object' || given === null || typeof parsed !== 'object' || parsed === null) return [];
  const known = new Map(Object.entries(parsed));
  return Object.entries(given).flatMap(([name, value]) =>
    known.has(name) ? unknownFields(value, known.get(name), `${path}${name}.`) : [`${path}${name}`],
  );
}

function nearestTo(name: string): string {
  const [nearest] = [...callable.keys()]
    .map((call) => ({ call, distance: editDistance(call.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const guess = nearest !== undefined && nearest.distance <= 4 ? ` Did you mean ${nearest.call}?` : '';
  return `.${guess} \`inkdex call\` lists the calls.`;
}
