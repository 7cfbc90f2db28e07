/**
 * Prints how many files, functions and lines the four journeys of ARCHITECTURE.md reach: `npm run journeys [-- CHECKOUT]`.
 *
 * The rule. A unit is a function with a name (declared, method, or value of a name), or a variable. From the entry points
 * of a journey, all units are reached that a reached one names, in all its branches:
 *
 * - by a name of its scopes or of an import: a variable with the units in its value, without the methods of an object in it;
 * - by a call of a property (`x.name()`) or a property as a value in an object: a method of that name in the same file or
 *   in one that it imports, types included, and what `main/services.ts` gives the features under that name;
 * - by a call of a worker or thread (`x.call('name', ...)`): the handler of that name;
 * - functions among the arguments of a call, with the call.
 *
 * What `main/services.ts` opens is not followed, nor are names that no file under main, renderer or shared defines. A file
 * counts once with all its lines; constants and schemas reach a file as functions do, types do not. shared/ is followed and not counted.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';
import { z } from 'zod';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');

/**
 * `file: name` of methods and functions. `createReading` gives the steps of a reading job what reads. Training ends at
 * the gradient: `train` calls the trainer, and the scores after it are left out.
 */
const journeys: Readonly<Record<string, readonly string[]>> = {
  'photo to hit': [
    'main/library/service.ts: importPaths',
    'main/library/importSteps.ts: plan perform setAside finish',
    'main/jobs/service.ts: queue start',
    'main/reading/service.ts: createReading',
    'main/reading/readSteps.ts: plan perform setAside finish',
    'main/search/service.ts: search',
  ],
  'correction to sample': [
    'main/labels/service.ts: editLabels undoLabels redoLabels',
    'main/datasets/service.ts: create freeze',
  ],
  'training image to gradient': ['main/training/service.ts: startRun', 'main/training/performRun.ts: train'],
  'query to hits': ['main/search/service.ts: search searchOverlooked'],
};
const handlerFile = /(?:[hH]andlers|ThreadEntry|poolWorker)\.ts$/u;
const composition = 'main/services.ts';
const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

const syntaxSchema = z.looseObject({ type: z.string(), start: z.number(), end: z.number() });
type Syntax = z.infer<typeof syntaxSchema>;

interface Unit {
  readonly file: string;
  readonly name: string;
  readonly isFunction: boolean;
  readonly isMethod: boolean;
  /** Names that it uses, with the scope where each is looked up. */
  readonly names: (readonly [string, Scope])[];
  readonly properties: Set<string>;
  readonly calls: Set<string>;
}

interface Scope {
  readonly outer: Scope | null;
  /** Null: a parameter. */
  readonly names: Map<string, Unit | null>;
}

interface Module {
  readonly file: string;
  readonly scope: Scope;
  readonly units: Unit[];
  /** Local name -> file and name there. */
  readonly imports: ReadonlyMap<string, readonly [string, string]>;
  readonly imported: ReadonlySet<string>;
}

const modules = new Map(
  globSync('{main,renderer,shared}/**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !/node_modules|main\/pretraining|\.d\.ts$/u.test(file))
    .map((file) => [file, readModule(file)]),
);

for (const [name, entries] of Object.entries(journeys)) {
  const reached = closure(entries.flatMap(unitsNamed));
  const files = new Set([...reached].flatMap(({ file }) => (file.startsWith('shared/') ? [] : [file])));
  const lines = [...files].reduce((sum, file) => sum + read(file).split('\n').length - 1, 0);
  const functions = [...reached].filter(({ file, isFunction }) => isFunction && files.has(file)).length;
  process.stdout.write(`${name}: ${files.size} files, ${functions} functions, ${lines} lines\n`);
  if (process.env.INKDEX_FILES === '1') process.stdout.write(`  ${[...files].sort().join('\n  ')}\n`);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function unitsNamed(entry: string): Unit[] {
  const [file = '', names = ''] = entry.split(': ');
  return names.split(' ').flatMap((name) => {
    const found = modules.get(file)?.units.filter((unit) => unit.name === name) ?? [];
    if (found.length === 0)
      throw new Error(`${file} has no ${name}: correct the entry points of the journeys.`);
    return found;
  });
}

function closure(entries: readonly Unit[]): Set<Unit> {
  const reached = new Set(entries);
  // Units that are found while the set is walked are walked as well.
  for (const unit of reached) for (const next of reachedFrom(unit)) reached.add(next);
  return reached;
}

function reachedFrom(unit: Unit): Unit[] {
  const from = modules.get(unit.file);
  if (from === undefined || (unit.file === composition && !unit.isFunction)) return [];
  const near = [...from.imported, unit.file];
  if (/^main\/(?!app|ipc|api|commands)/u.test(unit.file)) near.push(composition);
  const methods = near.flatMap((file) => modules.get(file)?.units ?? []);
  const handlers = [...modules.values()].filter(({ file }) => handlerFile.test(file));
  return [
    ...unit.names.flatMap(([name, scope]) => named(from, name, scope, unit)),
    ...methods.filter(({ isMethod, name }) => isMethod && unit.properties.has(name)),
    ...handlers.flatMap(({ units }) =>
      units.filter(({ isMethod, name }) => isMethod && unit.calls.has(name)),
    ),
  ];
}

function named(from: Module, name: string, scope: Scope, user: Unit): Unit[] {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = at.names.get(name);
    if (found === undefined) continue;
    // Its own variables are a part of it.
    return found === null || found === user ? [] : [found];
  }
  const [file, original] = from.imports.get(name) ?? [];
  return file === undefined || original === undefined ? [] : exported(file, original);
}

function exported(file: string, name: string): Unit[] {
  const module = modules.get(file);
  const own = module?.scope.names.get(name);
  if (own != null) return [own];
  const [further, original] = module?.imports.get(name) ?? [];
  return further === undefined || original === undefined ? [] : exported(further, original);
}

function readModule(file: string): Module {
  const { program, module } = parseSync(file, read(file));
  const imports = new Map<string, readonly [string, string]>();
  const imported = new Set<string>();
  const target = (specifier: string): string => normalize(join(dirname(file), specifier));
  for (const { moduleRequest, entries } of module.staticImports) {
    if (!moduleRequest.value.startsWith('.')) continue;
    imported.add(target(moduleRequest.value));
    for (const { importName, localName } of entries) {
      imports.set(localName.value, [target(moduleRequest.value), importName.name ?? 'default']);
    }
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName, exportName } of entries) {
      if (moduleRequest === null || importName.name === null || exportName.name === null) continue;
      imports.set(exportName.name, [target(moduleRequest.value), importName.name]);
    }
  }
  const units: Unit[] = [];
  const scope: Scope = { outer: null, names: new Map() };
  const top = unitOf(file, '', false, false);
  walk(syntaxSchema.parse(program), { file, units, scope, imports, unit: top, isArgument: false });
  return { file, scope, units, imports, imported };
}

function unitOf(file: string, name: string, isFunction: boolean, isMethod: boolean): Unit {
  return { file, name, isFunction, isMethod, names: [], properties: new Set(), calls: new Set() };
}

interface Place {
  readonly file: string;
  readonly units: Unit[];
  readonly scope: Scope;
  readonly imports: Map<string, readonly [string, string]>;
  readonly unit: Unit;
  /** Whether it is within an argument of a call: the functions there belong to the caller. */
  readonly isArgument: boolean;
}

function walk(node: Syntax, place: Place): void {
  const { type } = node;
  if (type === 'ImportDeclaration' || (type.startsWith('TS') && !/As|Satisfies|NonNull/u.test(type))) return;
  if (type === 'Identifier') place.unit.names.push([nameOf(node), place.scope]);
  else if (functionTypes.has(type)) walkFunction(node, place);
  else if (type === 'VariableDeclarator') walkVariable(node, place);
  else if (type === 'ClassDeclaration') {
    const unit = declare(place, nameOf(child(node, 'id')), false);
    walkChildren(child(node, 'body'), { ...place, unit });
  } else if (type === 'Property' || type === 'MethodDefinition' || type === 'PropertyDefinition') {
    walkProperty(node, place);
  } else if (type === 'MemberExpression') {
    walk(child(node, 'object') ?? node, place);
    if (node.computed === true) walk(child(node, 'property') ?? node, place);
  } else if (type === 'CallExpression' || type === 'NewExpression') walkCall(node, place);
  else walkChildren(node, place);
}

function walkChildren(node: Syntax | undefined, place: Place): void {
  for (const inner of Object.values(node ?? {}).flat()) {
    const parsed = syntaxSchema.safeParse(inner);
    if (parsed.success) walk(parsed.data, place);
  }
}

function walkFunction(node: Syntax, place: Place): void {
  const isDeclared = node.type === 'FunctionDeclaration';
  const unit = isDeclared ? declare(place, nameOf(child(node, 'id')), true) : place.unit;
  walkBody(node, { ...place, unit });
}

/** Parameters and body of a function, in a scope of their own. */
function walkBody(node: Syntax, place: Place): void {
  const scope: Scope = { outer: place.scope, names: new Map() };
  const inside = { ...place, scope };
  for (const parameter of childrenOf(node, 'params')) {
    for (const name of bound(parameter, inside)) scope.names.set(name, null);
  }
  const body = child(node, 'body');
  if (body !== undefined) walk(body, inside);
}

function walkVariable(node: Syntax, place: Place): void {
  const [pattern, value] = [child(node, 'id'), child(node, 'init')];
  if (pattern === undefined) return;
  const names = bound(pattern, place);
  const loaded = value?.type === 'AwaitExpression' ? child(value, 'argument') : undefined;
  if (loaded?.type === 'ImportExpression') {
    const file = normalize(join(dirname(place.file), String(child(loaded, 'source')?.value)));
    for (const name of names) place.imports.set(name, [file, name]);
    return;
  }
  const isFunction = value !== undefined && functionTypes.has(value.type);
  for (const name of names) {
    const unit = declare(place, name, isFunction);
    // What gives a variable its value runs with the function around it; a function does not.
    if (!isFunction) place.unit.names.push([name, place.scope]);
    if (value !== undefined) walk(value, { ...place, unit });
  }
}

/** A method, or a value of an object. Functions in the arguments of a call belong to the caller. */
function walkProperty(node: Syntax, place: Place): void {
  const [key, value] = [child(node, 'key'), child(node, 'value')];
  if (node.computed === true && key !== undefined) walk(key, place);
  if (value === undefined) return;
  const name = nameOf(key);
  const isFunction = functionTypes.has(value.type) && name !== 'constructor' && name !== '';
  const isGiven = place.file === composition && place.isArgument;
  const isOwn = place.file === composition ? isGiven : isFunction && !place.isArgument;
  const unit = isOwn ? unitOf(place.file, name, isFunction, true) : place.unit;
  if (isOwn) place.units.push(unit);
  if (value.type === 'MemberExpression') unit.properties.add(nameOf(child(value, 'property')));
  if (isOwn && isFunction) walkBody(value, { ...place, unit });
  else walk(value, { ...place, unit });
}

function walkCall(node: Syntax, place: Place): void {
  const callee = child(node, 'callee');
  const given = childrenOf(node, 'arguments');
  if (callee !== undefined) walk(callee, place);
  const [first] = given;
  const method = callee?.type === 'MemberExpression' ? nameOf(child(callee, 'property')) : '';
  if (method !== '') place.unit.properties.add(method);
  if (method === 'call' && typeof first?.value === 'string') place.unit.calls.add(first.value);
  for (const argument of given) walk(argument, { ...place, isArgument: true });
}

/** The names that a pattern binds. */
function bound(pattern: Syntax, place: Place): string[] {
  const inner = (key: string): string[] => {
    const found = child(pattern, key);
    return found === undefined ? [] : bound(found, place);
  };
  switch (pattern.type) {
    case 'Identifier':
      return [nameOf(pattern)];
    case 'AssignmentPattern': {
      const otherwise = child(pattern, 'right');
      if (otherwise !== undefined) walk(otherwise, place);
      return inner('left');
    }
    case 'RestElement':
      return inner('argument');
    case 'Property':
      return inner('value');
    case 'ObjectPattern':
      return childrenOf(pattern, 'properties').flatMap((each) => bound(each, place));
    case 'ArrayPattern':
      return childrenOf(pattern, 'elements').flatMap((each) => bound(each, place));
    default:
      return [];
  }
}

/** Variables of one name in several blocks of a function are one. */
function declare({ file, units, scope }: Place, name: string, isFunction: boolean): Unit {
  const known = scope.names.get(name);
  if (known != null) return known;
  const unit = unitOf(file, name, isFunction, false);
  units.push(unit);
  scope.names.set(name, unit);
  return unit;
}

function child(node: Syntax, key: string): Syntax | undefined {
  return syntaxSchema.safeParse(node[key]).data;
}

function childrenOf(node: Syntax, key: string): Syntax[] {
  const found = node[key];
  return Array.isArray(found) ? found.flatMap((each) => syntaxSchema.safeParse(each).data ?? []) : [];
}

function nameOf(node: Syntax | undefined): string {
  return typeof node?.name === 'string' ? node.name : '';
}
