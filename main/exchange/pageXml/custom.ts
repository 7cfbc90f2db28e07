import { carriedOrProblem, plainJson, type Carried, type Part } from '../pages/parts.ts';

/**
 * PAGE's attribute `custom` as used by Transkribus, eScriptorium and kraken: `group {field:value; field:value;}` any
 * number of times, with `\u0020` and the like for characters that would end a value.
 */
export interface CustomGroup {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Parsed from brace to brace: one pattern for everything would be slow on unknown text. */
export function parseCustom(custom: string): CustomGroup[] {
  const groups: CustomGroup[] = [];
  let start = 0;
  for (;;) {
    const opening = custom.indexOf('{', start);
    if (opening < 0) return groups;
    const name = lastName(custom.slice(start, opening));
    start = opening + 1;
    if (name === '') continue;
    const closing = custom.indexOf('}', start);
    if (closing < 0) return groups;
    groups.push({ name, fields: fieldsOf(custom.slice(start, closing)) });
    start = closing + 1;
  }
}

function lastName(text: string): string {
  return (
    text
      .trimEnd()
      .split(/[^\w-]/u)
      .at(-1) ?? ''
  );
}

function fieldsOf(inside: string): Map<string, string> {
  return new Map(
    inside.split(';').flatMap((field): [string, string][] => {
      const colon = field.indexOf(':');
      return colon < 0 ? [] : [[field.slice(0, colon).trim(), unescaped(field.slice(colon + 1).trim())]];
    }),
  );
}

export function customField(groups: readonly CustomGroup[], name: string, field: string): string | null {
  return groups.find((group) => group.name === name)?.fields.get(field) ?? null;
}

export function customText(name: string, fields: Readonly<Record<string, string>>): string {
  const inside = Object.entries(fields).map(([field, value]) => `${field}:${escaped(value)};`);
  return `${name} {${inside.join(' ')}}`;
}

/** `inkdex {key:"..."; writer:"..."}`: each value as JSON. */
export function carriedText(carried: Carried): string {
  const values = Object.entries(carried).map(([field, value]): [string, string] => [field, plainJson(value)]);
  return customText('inkdex', Object.fromEntries(values));
}

export function carriedOfCustom(groups: readonly CustomGroup[]): Pick<Part, 'carried' | 'problem'> {
  const group = groups.find(({ name }) => name === 'inkdex');
  const json =
    group && Array.from(group.fields, ([field, value]) => `${JSON.stringify(field)}:${value}`).join(',');
  return carriedOrProblem(json && `{${json}}`, '"inkdex {...}" in its custom attribute');
}

function escaped(value: string): string {
  return value.replace(/[\\{}:;\s]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescaped(value: string): string {
  return value.replace(/\\u([0-9a-f]{4})/giu, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );
}
