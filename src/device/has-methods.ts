/** True when a value has all of these methods: how the abilities of a browser are parsed that TypeScript does not know. */
export function hasMethods<Name extends string>(
  value: unknown,
  ...names: readonly Name[]
): value is Record<Name, (...given: never[]) => unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === 'function');
}
