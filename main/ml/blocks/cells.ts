import { z } from 'zod';
import { bidirectionalGru, bidirectionalGruOnnx, createBidirectionalGru } from './gru.ts';
import { bidirectionalLstm, bidirectionalLstmOnnx, createBidirectionalLstm } from './lstm.ts';

/** The options of recurrent layers that a person chooses: `--GRU` and `--time_dense_size` of CRNN_OCR_lite. */
export const recurrentOptions = {
  /** LSTM by default. */
  cell: z.enum(['lstm', 'gru']).optional(),
  /** Units of a dense layer before the recurrent layers, which has none by default. */
  dense: z.number().int().min(1).max(2048).optional(),
};

const cells = {
  lstm: { create: createBidirectionalLstm, run: bidirectionalLstm, onnx: bidirectionalLstmOnnx },
  gru: { create: createBidirectionalGru, run: bidirectionalGru, onnx: bidirectionalGruOnnx },
} as const;

export type CellName = keyof typeof cells;

/** What a layer of both directions does with a cell. */
export function cellOf({ cell = 'lstm' }: { readonly cell?: CellName | undefined }) {
  return cells[cell];
}
