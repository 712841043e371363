/** Joins the class names that are there; a false or missing one is left out. */
export function classNames(...names: readonly (string | false | undefined)[]): string {
  let joined = '';
  for (const name of names) {
    if (name) joined = joined ? `${joined} ${name}` : name;
  }
  return joined;
}
