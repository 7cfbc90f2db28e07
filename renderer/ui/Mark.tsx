/** The logo, a stroke of ink over a stroke of marker: the same drawing as mark.svg, in the theme's colours. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={28} height={28} aria-hidden>
      <rect x={3} y={15} width={26} height={11} rx={3} />
      <path d="M5 22c3-1 4-14 7-14s-1 14 2 14 3-8 5-8-1 8 1 8 3-2 7-3" />
    </svg>
  );
}
