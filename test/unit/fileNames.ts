import fc from 'fast-check';

/** What file systems, shells, and Unicode make trouble with. */
const difficult = fc.constantFrom(
	...['/', '\\', '.', ' ', '"', '<', ':', '\n', '\u0000'],
	...['\u0301', '\u0338', '\u200d', '\u202e', '\ud83c', '\udf93', '\u{1f393}'],
	...['con', 'nul', 'com1', 'csv', 'é', 'a'],
);

/** Names that somebody may give a file, most of them bad ones. */
export const wantedNames = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 500 }),
	fc.string({ unit: difficult }),
	fc.string({ unit: difficult, minLength: 100, maxLength: 500, size: 'max' }),
	fc.string({ unit: 'grapheme', minLength: 100, maxLength: 400, size: 'max' }),
	fc.tuple(difficult, fc.nat(20_000)).map(([text, times]) => `a${text.repeat(times)}a`),
);

/** A name that every file system takes, and that leads nowhere else. */
export function assertSafe(name: string | undefined): void {
	if (name === undefined) return;
	expect(name).not.toMatch(/[/\\<>:"|?*]|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
	expect(name).not.toMatch(/^$|^[. ]|[. ]$/);
	expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i);
	expect(name.isWellFormed()).toBe(true);
	expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
}
