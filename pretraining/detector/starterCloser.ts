/** When and how the pretrained detector runs again at a higher resolution: chosen on the development boards. */
export const starterCloser = { longSide: 1800, below: 30 } as const;
