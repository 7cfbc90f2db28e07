import type { Point } from '../../../shared/geometry.ts';

/** A symbol as a person draws it: a few strokes, in em, y down, the baseline at 0. */
export interface PenSymbol {
  readonly advance: number;
  readonly strokes: readonly (readonly Point[])[];
}

/** The strokes of a character that is drawn with straight lines and arcs, if it is one. */
export function penSymbolFor(character: string): PenSymbol | undefined {
  return symbols.get(character);
}

export function isPenSymbol(character: string): boolean {
  return symbols.has(character);
}

const bar = (y: number): Point[] => [
  [0.06, y],
  [0.44, y],
];
const lessThan: readonly Point[] = [
  [0.42, -0.5],
  [0.08, -0.3],
  [0.42, -0.1],
];
const greaterThan: readonly Point[] = [
  [0.08, -0.5],
  [0.42, -0.3],
  [0.08, -0.1],
];

const symbols: ReadonlyMap<string, PenSymbol> = new Map<string, PenSymbol>([
  [
    '→',
    {
      advance: 0.85,
      strokes: [
        [
          [0.05, -0.28],
          [0.75, -0.28],
        ],
        [
          [0.55, -0.44],
          [0.76, -0.28],
          [0.55, -0.12],
        ],
      ],
    },
  ],
  [
    '≠',
    {
      advance: 0.5,
      strokes: [
        bar(-0.38),
        bar(-0.2),
        [
          [0.36, -0.56],
          [0.14, -0.02],
        ],
      ],
    },
  ],
  ['≤', { advance: 0.5, strokes: [lessThan, bar(0.02)] }],
  ['≥', { advance: 0.5, strokes: [greaterThan, bar(0.02)] }],
  ['<', { advance: 0.5, strokes: [lessThan] }],
  ['>', { advance: 0.5, strokes: [greaterThan] }],
  ['=', { advance: 0.5, strokes: [bar(-0.38), bar(-0.2)] }],
  ['-', { advance: 0.36, strokes: [bar(-0.28).map(([x, y]) => [x * 0.7, y])] }],
  ['_', { advance: 0.5, strokes: [bar(0.06)] }],
  [
    '+',
    {
      advance: 0.5,
      strokes: [
        bar(-0.28),
        [
          [0.25, -0.48],
          [0.25, -0.08],
        ],
      ],
    },
  ],
  [
    '×',
    {
      advance: 0.46,
      strokes: [
        [
          [0.08, -0.44],
          [0.38, -0.12],
        ],
        [
          [0.38, -0.44],
          [0.08, -0.12],
        ],
      ],
    },
  ],
  [
    '/',
    {
      advance: 0.4,
      strokes: [
        [
          [0.36, -0.78],
          [0.04, 0.1],
        ],
      ],
    },
  ],
  [
    '|',
    {
      advance: 0.2,
      strokes: [
        [
          [0.1, -0.78],
          [0.1, 0.14],
        ],
      ],
    },
  ],
  [
    '(',
    {
      advance: 0.28,
      strokes: [
        [
          [0.24, -0.8],
          [0.1, -0.58],
          [0.06, -0.32],
          [0.1, -0.06],
          [0.24, 0.16],
        ],
      ],
    },
  ],
  [
    ')',
    {
      advance: 0.28,
      strokes: [
        [
          [0.04, -0.8],
          [0.18, -0.58],
          [0.22, -0.32],
          [0.18, -0.06],
          [0.04, 0.16],
        ],
      ],
    },
  ],
  [
    '[',
    {
      advance: 0.28,
      strokes: [
        [
          [0.24, -0.78],
          [0.07, -0.78],
          [0.07, 0.14],
          [0.24, 0.14],
        ],
      ],
    },
  ],
  [
    ']',
    {
      advance: 0.28,
      strokes: [
        [
          [0.04, -0.78],
          [0.21, -0.78],
          [0.21, 0.14],
          [0.04, 0.14],
        ],
      ],
    },
  ],
  [
    '{',
    {
      advance: 0.34,
      strokes: [
        [
          [0.3, -0.8],
          [0.17, -0.74],
          [0.17, -0.42],
          [0.05, -0.32],
          [0.17, -0.22],
          [0.17, 0.1],
          [0.3, 0.16],
        ],
      ],
    },
  ],
  [
    '}',
    {
      advance: 0.34,
      strokes: [
        [
          [0.04, -0.8],
          [0.17, -0.74],
          [0.17, -0.42],
          [0.29, -0.32],
          [0.17, -0.22],
          [0.17, 0.1],
          [0.04, 0.16],
        ],
      ],
    },
  ],
]);
