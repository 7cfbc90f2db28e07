import { basename } from 'node:path';
import { shippedModels, type Result } from './results.ts';

export type Results = Readonly<Record<string, Result>>;

/** A figure of a result. @throws Error for one that it does not have */
export function cell(results: Results, name: string, title: string, row: string, column: string): string {
  const table = results[name]?.tables.find((each) => each.title.startsWith(`${title}:`));
  const at = table?.header.indexOf(column) ?? -1;
  const found = table?.rows.find(([first = '']) => first.startsWith(row))?.[at];
  if (found === undefined || at === -1)
    throw new Error(`There is no figure ${name}, ${title}, ${row}, ${column}.`);
  return found;
}

/**
 * A figure of a table by the name of its first column, where only rows differ.
 *
 * @param after how many columns after the named one: `exact` stands after each rate
 * @param row its whole name
 * @throws Error for one that the result does not have
 */
export function figureOf(
  results: Results,
  name: string,
  [first, row, column, after = 0]: readonly [first: string, row: string, column: string, after?: number],
): string {
  const table = results[name]?.tables.find(({ header }) => header[0] === first && header.includes(column));
  const found = table?.rows.find(([own]) => own === row)?.[table.header.indexOf(column) + after];
  if (found === undefined) throw new Error(`There is no figure ${name}, ${first}, ${row}, ${column}.`);
  return found;
}

/**
 * The day and the models of a result, and the command that measured it.
 *
 * @param shipped SHA-256 by file: of these, a file that was another one then is named
 */
export function whenMeasured(results: Results, name: string, shipped = shippedModels()): string {
  const { command = '', date = '', commit = '', models = {} } = results[name] ?? {};
  const [detector = '', recogniser = ''] = ['detector', 'recogniser'].map(
    (role) => models[`resources/models/starter-${role}.onnx`]?.slice(0, 8) ?? '',
  );
  const plain = command.replace(/ --alone$/u, '');
  const by = detector === '' ? 'no models' : `detector \`${detector}\`, recogniser \`${recogniser}\``;
  const earlier = Object.keys(models).filter((file) => models[file] !== shipped[file]);
  const files = earlier.map((file) => ` \`${basename(file)}\``).join();
  return `\`${plain}\` · ${date}, commit ${commit}, ${by}${files && `, with an earlier${files}`}`;
}

/** The tables of a result, each under its title, below its command, day, machine and models. @throws Error for no result */
export function wholeResult(results: Results, name: string): string {
  const result = results[name];
  if (result === undefined) throw new Error(`There is no result "${name}".`);
  const { machine, tables } = result;
  return [
    [whenMeasured(results, name), machine].filter((part) => part !== '').join(' · '),
    ...tables.flatMap(({ title, header, rows }, at) => [
      ...(title === '' || title.startsWith('Inkdex: ') || title === tables[at - 1]?.title
        ? []
        : [title.replace(/[:.]?$/u, ':')]),
      tableOf(header, rows),
    ]),
  ].join('\n\n');
}

/** A table in Markdown. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
