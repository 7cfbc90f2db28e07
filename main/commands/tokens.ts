import { Command } from 'commander';
import { z } from 'zod';
import { roleSchema } from '../../shared/contract/account.ts';
import { scopeSchema, tokenNameSchema, type ApiToken } from '../../shared/contract/apiToken.ts';
import { dataCommand, note, optionsOf, withServices, printRow, tell } from './command.ts';

/** Tokens of programs that use the API of `inkdex serve --api`, and of people who use a library together. */
export function tokenCommand(): Command {
  return new Command('token')
    .description(
      'make, list or revoke tokens for programs (`inkdex serve --api`) and for people who share the library',
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

function createCommand(): Command {
  return dataCommand('create', 'make a token and print it; it is not shown again')
    .argument('<name>', 'name of the program or the person, 1 to 100 characters')
    .choice(
      '--scope <scope...>',
      'for a program; read: recognise words and pages, search: search the library',
      scopeSchema.options,
    )
    .choice(
      '--role <role>',
      'for a person; read: look and search, label: also correct words, boxes, albums and datasets, admin: everything',
      roleSchema.options,
    )
    .action(async (given: string, _options, command: Command) => {
      const { scope, role, ...options } = optionsOf(command, {
        scope: z.array(scopeSchema).default([]),
        role: roleSchema.nullable().default(null),
      });
      const { data: name, error } = tokenNameSchema.safeParse(given);
      if (error !== undefined) command.error(`error: name: ${z.prettifyError(error)}`);
      if (scope.length === 0 && role === null)
        command.error('error: say what it is for: --scope for a program, --role for a person');
      const { secret, ...token } = await withServices(options, ({ tokens }) =>
        Promise.resolve(tokens.create({ name, scopes: scope, role })),
      );
      printRow(options.json, { ...token, token: secret }, secret);
      note('Keep this token: the library has only its hash.');
      if (scope.length > 0) note('A program sends it as "Authorization: Bearer TOKEN".');
      if (role !== null) note('A person pastes it where the browser asks for it.');
    });
}

function listCommand(): Command {
  return dataCommand('list', 'list tokens, without their secrets').onLibrary({}, (services, options) => {
    const tokens = services.tokens.list();
    for (const token of tokens) printToken(token, options.json);
  });
}

function revokeCommand(): Command {
  return dataCommand('revoke', 'end a token at once, also for a server that is running')
    .argument('<name>', 'name, as listed by `inkdex token list`')
    .onLibrary({}, ({ tokens }, options, name: string) => {
      tokens.revoke(name);
      tell(options.json, { name }, `“${name}” is revoked.`);
    });
}

function printToken(token: ApiToken, json: boolean): void {
  const { name, scopes, role, createdAt } = token;
  const rights = [...scopes, ...(role === null ? [] : [`role ${role}`])].join(', ');
  printRow(json, token, [name, rights, createdAt].join('\t'));
}
