import { Option } from 'commander';
import { z } from 'zod';
import { roleSchema } from '../../shared/contract/account.ts';
import { scopeSchema, tokenNameSchema, type Scope } from '../../shared/contract/apiToken.ts';
import { note, printRow } from './command.ts';
import { argument, asGiven, choice } from './parameters.ts';
import { onLibrary, passes, type CommandTable } from './table.ts';

const scopeOption = new Option(
  '--scope <scope...>',
  'for a program; read: recognise words and pages, search: search the library',
).choices(scopeSchema.options);

/** Tokens of programs that use the API of `inkdex serve --api`, and of people who use a library together. */
export const tokenCommands: CommandTable = {
  token:
    'make, list or revoke tokens for programs (`inkdex serve --api`) and for people who share the library',
  'token create': onLibrary(
    'make a token and print it; it is not shown again',
    {
      given: argument('<name>', 'name of the program or the person, 1 to 100 characters'),
      scope: asGiven<Scope[] | undefined>(scopeOption),
      role: choice(
        '--role <role>',
        'for a person; read: look and search, label: also correct words, boxes, albums and datasets, admin: everything',
        roleSchema.options,
      ),
    },
    ({ tokens }, { given, scope: scopes = [], role = null, json, command }) => {
      const { data: name, error } = tokenNameSchema.safeParse(given);
      if (error !== undefined) return command.error(`error: name: ${z.prettifyError(error)}`);
      if (scopes.length === 0 && role === null)
        command.error('error: say what it is for: --scope for a program, --role for a person');
      const { secret, ...token } = tokens.calls.createToken({ name, scopes, role });
      printRow(json, { ...token, token: secret }, secret);
      note('Keep this token: the library has only its hash.');
      if (scopes.length > 0) note('A program sends it as "Authorization: Bearer TOKEN".');
      if (role !== null) note('A person pastes it where the browser asks for it.');
    },
  ),
  'token list': passes('listTokens', {
    about: 'list tokens, without their secrets',
    rows: (tokens) =>
      tokens.map((token) => {
        const { name, scopes, role, createdAt } = token;
        const rights = [...scopes, ...(role === null ? [] : [`role ${role}`])].join(', ');
        return [token, [name, rights, createdAt].join('\t')];
      }),
  }),
  'token revoke': passes('revokeToken', {
    about: 'end a token at once, also for a server that is running',
    takes: { name: argument('<name>', 'name, as listed by `inkdex token list`') },
    tells: (_revoked, { name }) => [{ name }, `“${name}” is revoked.`],
  }),
};
