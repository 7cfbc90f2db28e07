import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatMoment,
  formatPlural,
  formatProbability,
} from '../../../renderer/ui/format.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [99_960, '100 kB'],
    [999_600, '1.0 MB'],
    [9_400_000, '9.4 MB'],
    [3e12, '3.0 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [1, 'a few seconds'],
    [12, '15 s'],
    [55, '55 s'],
    [59, '1 min'],
    [150, '3 min'],
    [3590, '1 h'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [7180, '2 h'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('calls only certainty 100 %, and nothing impossible', () => {
    expect(formatProbability(0.999)).toBe('99%');
    expect(formatProbability(1)).toBe('100%');
    expect(formatProbability(0.005)).toBe('1%');
    expect(formatProbability(0.004)).toBe('<1%');
    expect(formatProbability(0)).toBe('<1%');
  });

  it('counts one and many', () => {
    expect(formatPlural(1, 'photo')).toBe('1 photo');
    expect(formatPlural(12_751, 'word')).toBe('12,751 words');
  });

  it('has no word for a moment that is none', () => {
    expect(formatMoment('yesterday')).toBeNull();
    expect(formatMoment('2024-05-03T10:12:00Z')).toContain('2024');
  });
});
