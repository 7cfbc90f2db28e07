/** A value that SQLite can store. */
export type Binding = string | number | bigint | Uint8Array | null;

/** A statement and its values. A value never becomes part of the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Binding[];
}

/**
 * Creates a statement. Every `${value}` is bound; a nested `${sql`...`}` becomes part of the text, and its values are
 * bound too.
 */
export function sql(strings: TemplateStringsArray, ...parts: (Binding | Sql)[]): Sql {
  let text = strings[0] ?? '';
  const values: Binding[] = [];
  for (const [index, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  }
  return { text, values };
}

/** The rows `value` of a list of any length, as one bound value: `x IN ${sqlList(ids)}`. */
export function sqlList(values: readonly (string | number)[]): Sql {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function isSql(part: Binding | Sql): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}
