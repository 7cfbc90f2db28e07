/**
 * The array itself, but a read or a write outside of it throws: kernels must keep their indexes in range, as a
 * type does not.
 */
export function guarded<Numbers extends Uint8Array | Uint16Array | Int32Array | Float32Array>(
  array: Numbers,
): Numbers {
  const check = (key: string | symbol): void => {
    if (typeof key === 'string' && /^-?[\d.]+$/u.test(key) && !(key in array)) {
      throw new RangeError(`Index ${key} is outside of an array of ${array.length}.`);
    }
  };
  return new Proxy(array, {
    get(target, key) {
      check(key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set(target, key, value) {
      check(key);
      return Reflect.set(target, key, value, target);
    },
  });
}
