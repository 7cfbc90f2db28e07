import { InkdexError } from '../../../shared/result.ts';

/** Whether a GPU went away while it was used: as CUDA and Dawn say it. */
export function isLostDevice(error: unknown): boolean {
  return (
    error instanceof Error && /device.{0,20}lost|CUDA_ERROR|GPU.{0,20}(?:hang|reset)/iu.test(error.message)
  );
}

export function lostDevice(cause: unknown): InkdexError {
  return new InkdexError(
    'engine-crashed',
    'The GPU went away while it trained. The last checkpoint is intact: resume, or choose another engine first.',
    { cause },
  );
}
