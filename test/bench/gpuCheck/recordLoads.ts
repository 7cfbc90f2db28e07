/** Writes the path of every module that is loaded to the file in INKDEX_RECORD, one a line: `node --import`. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const file = process.env.INKDEX_RECORD ?? '';
const open = process.dlopen.bind(process);
// The hooks are not told of natives.
process.dlopen = (module: object, path: string, flags?: number) => {
  appendFileSync(file, `${path}\n`);
  if (flags === undefined) open(module, path);
  else open(module, path, flags);
};
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) appendFileSync(file, `${fileURLToPath(url)}\n`);
    return nextLoad(url, context);
  },
});
