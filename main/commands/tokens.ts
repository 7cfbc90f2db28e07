import { Command, Option } from 'commander';
import { z } from 'zod';
import { apiTokenSchema, scopeSchema, type ApiToken } from '../../shared/contract/apiToken.ts';
import { dataCommand, note, optionsOf, print, printJson, withServices } from './command.ts';

/** Tokens of programs that use the API of `inkdex serve --api`. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('make, list or revoke tokens for programs that use the API of `inkdex serve --api`')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

function createCommand(): Command {
  return dataCommand('create', 'make a token and print it; it is not shown again')
    .argument('<name>', 'name of the program, 1 to 100 characters')
    .addOption(
      new Option('--scope <scope...>', 'read: recognise words and pages; search: search the library')
        .choices(scopeSchema.options)
        .makeOptionMandatory(),
    )
    .action(async (given: string, _options, command: Command) => {
      const options = optionsOf(command, { scope: z.array(scopeSchema) });
      const { data: name, error } = apiTokenSchema.shape.name.safeParse(given);
      if (error !== undefined) command.error(`error: name: ${z.prettifyError(error)}`);
      const { secret, ...token } = await withServices(options, ({ tokens }) =>
        Promise.resolve(tokens.create(name, options.scope)),
      );
      if (options.json) printJson({ ...token, token: secret });
      else print(secret);
      note('Keep this token: the library has only its hash. Send it as "Authorization: Bearer TOKEN".');
    });
}

function listCommand(): Command {
  return dataCommand('list', 'list tokens, without their secrets').action(
    async (_options, command: Command) => {
      const options = optionsOf(command, {});
      const tokens = await withServices(options, (services) => Promise.resolve(services.tokens.list()));
      for (const token of tokens) printToken(token, options.json);
    },
  );
}

function revokeCommand(): Command {
  return dataCommand('revoke', 'end a token at once, also for a server that is running')
    .argument('<name>', 'name, as listed by `inkdex token list`')
    .action(async (name: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      await withServices(options, ({ tokens }) => {
        tokens.revoke(name);
        return Promise.resolve();
      });
      if (options.json) printJson({ name });
      else note(`“${name}” is revoked.`);
    });
}

function printToken(token: ApiToken, json: boolean): void {
  if (json) printJson(token);
  else print(`${token.name}\t${token.scopes.join(', ')}\t${token.createdAt}`);
}
