import { z } from 'zod';

/** Of a value that is of no form of several, Zod says "Invalid input" alone: a person has to know what each form expects. */
z.config({
  customError: (issue) =>
    issue.code === 'invalid_union' && issue.errors.length > 0
      ? `Invalid input: either ${[...new Set(issue.errors.map(firstIssue))].slice(0, mostForms).join(', or ')}`
      : undefined,
});

const mostForms = 4;

function firstIssue([issue]: readonly z.core.$ZodIssue[]): string {
  const { path = [], message = '' } = issue ?? {};
  const what = message.replace(/^Invalid input: /u, '');
  return path.length === 0 ? what : `${path.join('.')}: ${what}`;
}

/**
 * The value of a JSON text; undefined, which no schema of ours accepts, if the text is not JSON. A byte order mark, which
 * PowerShell and .NET write, is ignored.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    return undefined;
  }
}

/** Nothing that Inkdex is sent is nested deeper. */
const mostDepth = 100;
const [quote, escape, comma, open, openBrace, close, closeBrace] = Array.from('"\\,[{]}', (each) =>
  each.charCodeAt(0),
);

/**
 * Whether a JSON text becomes at most so many values, counted before it is parsed: a value of two characters takes up to 500 bytes
 * when a schema refuses it.
 */
export function isModestJson(text: string, mostValues: number): boolean {
  let [values, depth, isText] = [1, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) isText = !isText;
    else if (isText) at += code === escape ? 1 : 0;
    else if (code === comma) values += 1;
    else if (code === open || code === openBrace) [values, depth] = [values + 1, depth + 1];
    else if (code === close || code === closeBrace) depth -= 1;
    if (values > mostValues || depth > mostDepth) return false;
  }
  return true;
}

/**
 * Like `safeParse`, for values from outside: of 100,000 faults in a list within a list, Zod makes arguments of one call, for which
 * the stack is too small.
 */
export function safeParse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
):
  | { readonly success: true; readonly data: z.output<Schema> }
  | { readonly success: false; readonly error: z.ZodError; readonly data?: undefined } {
  try {
    return schema.safeParse(value);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const message = 'too many values are not what is expected';
    return { success: false, error: new z.ZodError([{ code: 'custom', path: [], message, input: null }]) };
  }
}
