import { InkdexError } from '../../shared/result.ts';
import { type Tensor, tf, type Variable } from './tf.ts';

/**
 * The weights of a network are nested records and arrays whose leaves are variables. A leaf's name
 * is its path: `blocks.2.depthwise.kernel`. Leaves called `mean` and `variance` are running
 * statistics of batch norm: saved, never trained.
 */
export type WeightTree = object;

const runningStatistics = new Set(['mean', 'variance']);

export function namedWeights(tree: WeightTree): Map<string, Variable> {
  const found = new Map<string, Variable>();
  collect(tree, '', found);
  return found;
}

export function trainableWeights(tree: WeightTree): Map<string, Variable> {
  return new Map([...namedWeights(tree)].filter(([name]) => !runningStatistics.has(lastPart(name))));
}

export function countParameters(tree: WeightTree): number {
  return [...trainableWeights(tree).values()].reduce((sum, variable) => sum + variable.size, 0);
}

export function disposeWeights(tree: WeightTree): void {
  for (const variable of namedWeights(tree).values()) variable.dispose();
}

/**
 * Assigns saved values to the variables of a network of the same form.
 *
 * @throws InkdexError `model-damaged` if a name or a shape differs
 */
export function assignWeights(tree: WeightTree, values: ReadonlyMap<string, Tensor>): void {
  const variables = namedWeights(tree);
  const missing = [...variables.keys()].filter((name) => !values.has(name));
  const unknown = [...values.keys()].filter((name) => !variables.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new InkdexError(
      'model-damaged',
      `These weights are of another network: ${missing.length} are missing (${missing.at(0) ?? 'none'}), ` +
        `${unknown.length} are unknown (${unknown.at(0) ?? 'none'}).`,
    );
  }
  for (const [name, variable] of variables) {
    const value = values.get(name);
    if (value === undefined) continue;
    if (!tf.util.arraysEqual(value.shape, variable.shape)) {
      throw new InkdexError(
        'model-damaged',
        `Weight ${name} has shape [${value.shape.join(', ')}]; expected [${variable.shape.join(', ')}].`,
      );
    }
    variable.assign(value);
  }
}

/** `assignWeights` with arrays of numbers. */
export function assignNumbers(
  tree: WeightTree,
  numbers: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
): void {
  tf.tidy(() => {
    const tensors = [...numbers].map(([name, { shape, values }]): [string, Tensor] => [
      name,
      tf.tensor(values, [...shape]),
    ]);
    assignWeights(tree, new Map(tensors));
  });
}

function collect(node: object, prefix: string, found: Map<string, Variable>): void {
  for (const [name, child] of Object.entries(node) as [string, unknown][]) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (isVariable(child)) found.set(path, child);
    else if (typeof child === 'object' && child !== null) collect(child, path, found);
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function isVariable(value: unknown): value is Variable {
  return value instanceof tf.Variable;
}
