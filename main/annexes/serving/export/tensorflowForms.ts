/** TensorFlow's numbers of types (types.proto). */
export const typeNumbers = {
  float: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
} as const;
export type TensorflowType = keyof typeof typeNumbers;

/** How an operator names its types and its first output. */
interface OperatorForm {
  /** Attributes with the types of inputs, by their places. The first one is also that of the output. */
  readonly types: Readonly<Record<string, number>>;
  /** `output` without it. */
  readonly output?: string;
  /** Of the output, where it is not that of an input. */
  readonly type?: TensorflowType;
}

export function formOf(operator: string): OperatorForm {
  return forms.get(operator) ?? { types: own };
}

const own = { T: 0 };
const forms: ReadonlyMap<string, OperatorForm> = new Map(
  Object.entries<OperatorForm>({
    ...each(['AddV2', 'Sub', 'Mul', 'RealDiv', 'FloorDiv', 'FloorMod', 'Minimum', 'Maximum'], {
      types: own,
      output: 'z',
    }),
    ...each(['Less', 'LessEqual', 'Equal'], { types: own, output: 'z', type: 'bool' }),
    ...each(['Sigmoid', 'Tanh', 'Exp', 'Sqrt', 'Neg', 'Abs', 'Floor', 'Ceil'], { types: own, output: 'y' }),
    ...each(['Mean', 'Max', 'Min', 'Sum'], { types: { T: 0, Tidx: 1 } }),
    BlockLSTM: { types: { T: 1 } },
    BroadcastTo: { types: { T: 0, Tidx: 1 } },
    Cast: { types: { SrcT: 0 }, output: 'y' },
    ConcatV2: { types: { T: 0, Tidx: -1 } },
    DecodeImage: { types: {}, output: 'image', type: 'uint8' },
    ExpandDims: { types: { T: 0, Tdim: 1 } },
    Fill: { types: { T: 1, index_type: 0 } },
    GatherV2: { types: { Tparams: 0, Tindices: 1, Taxis: 2 } },
    ImageProjectiveTransformV3: { types: { dtype: 0 }, output: 'transformed_images' },
    LogSoftmax: { types: own, output: 'logsoftmax' },
    MapDefun: { types: {} },
    Pad: { types: { T: 0, Tpaddings: 1 } },
    PartitionedCall: { types: {} },
    Range: { types: { Tidx: 0 } },
    ReduceJoin: { types: {}, type: 'string' },
    Relu: { types: own, output: 'activations' },
    Reshape: { types: { T: 0, Tshape: 1 } },
    ReverseV2: { types: { T: 0, Tidx: 1 } },
    SelectV2: { types: { T: 1 } },
    Shape: { types: own, type: 'int32' },
    Softmax: { types: own, output: 'softmax' },
    StridedSlice: { types: { T: 0, Index: 1 } },
    StringStrip: { types: {}, type: 'string' },
    Tile: { types: { T: 0, Tmultiples: 1 } },
    Transpose: { types: { T: 0, Tperm: 1 }, output: 'y' },
  }),
);

function each(operators: readonly string[], form: OperatorForm): Record<string, OperatorForm> {
  return Object.fromEntries(operators.map((operator) => [operator, form]));
}
