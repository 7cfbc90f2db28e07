import type { OnnxConstant } from './onnxSource.ts';
import type { NodeBuilder } from './tensorflowGraph.ts';

/** A value of the ONNX graph in the TensorFlow graph: in ONNX's order of axes, or with the channels last, or both. */
interface Converted {
  plain?: string;
  last?: string;
}

export type ConvertedValues = ReturnType<typeof createConvertedValues>;

/**
 * The values of an ONNX graph that have been converted. Images stay with their channels last, as TensorFlow computes on a
 * processor, until an operator needs the order of ONNX.
 */
export function createConvertedValues(graph: NodeBuilder, constants: ReadonlyMap<string, OnnxConstant>) {
  const values = new Map<string, Converted>();

  function find(name: string): Converted {
    const found = values.get(name);
    if (found !== undefined) return found;
    const constant = constants.get(name);
    if (constant === undefined) throw new Error(`the value ${name} of its graph is missing`);
    const made = { plain: graph.constant(constant.values, constant.shape) };
    values.set(name, made);
    return made;
  }

  return {
    /** The name of a value in ONNX's order of axes. */
    plain(name: string): string {
      const value = find(name);
      const plain = value.plain ?? graph.node('Transpose', [value.last ?? '', graph.integers([0, 3, 1, 2])]);
      value.plain = plain;
      return plain;
    },
    /** The name of a value of four axes with the channels last. */
    last(name: string): string {
      const value = find(name);
      const last = value.last ?? graph.node('Transpose', [value.plain ?? '', graph.integers([0, 2, 3, 1])]);
      value.last = last;
      return last;
    },
    hasLast: (name: string) => values.get(name)?.last !== undefined,
    constant: (name: string) => constants.get(name),
    isConstant: (name: string) => constants.has(name),
    /** The integers of a constant. @throws Error for another value */
    integersOf(name: string | undefined): number[] {
      const found = constants.get(name ?? '');
      if (found === undefined)
        throw new Error(`its graph computes ${name ?? 'a size'}, which must be a constant`);
      return [...found.values];
    },
    setPlain(name: string, plain: string): void {
      values.set(name, { plain });
    },
    setLast(name: string, last: string): void {
      values.set(name, { last });
    },
  };
}
