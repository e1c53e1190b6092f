// Whether two sessions are the same: every word and probe, and every figure within 1e-5 of itself.
//
//   assert.equal(difference(native, web), '');

/** What differs between two documents, numbers by more than 1e-5 of themselves; or nothing. */
export function difference(a, b, where = '') {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)) ? '' : `${where}: ${a} and ${b}`;
  }
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], `${where}/${key}`);
      if (found) return found;
    }
    return '';
  }
  return a === b ? '' : `${where}: ${a} and ${b}`;
}
