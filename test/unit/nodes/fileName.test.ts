import fc from 'fast-check';
import { safeFileName } from '../../../nodes/WebAdmit/download/fileName';
import { assertSafe, wantedNames } from '../fileNames';

describe('safeFileName', () => {
	it.each([
		'applicants.csv',
		'Test-API-Export.csv',
		'Übersicht 2014 - 2015 (José).csv',
		'学生名单.xlsx',
		'🎓.zip',
		"Dean's List.csv",
		'a.b.c',
		'no extension',
		'_.csv',
		'100% & more; #1!.csv',
	])('leaves %j as it is', (name) => {
		expect(safeFileName(name)).toBe(name);
	});

	it.each([
		['../../etc/passwd', 'passwd'],
		['/etc/passwd', 'passwd'],
		['C:\\Windows\\system32\\a.csv', 'a.csv'],
		['..\\..\\a.csv', 'a.csv'],
		['a/b\\c/d.csv', 'd.csv'],
		['C:a.csv', 'C_a.csv'],
		['..a.csv', 'a.csv'],
		['.htaccess', 'htaccess'],
	])('takes the folders from %j', (wanted, name) => {
		expect(safeFileName(wanted)).toBe(name);
	});

	it.each([
		['a\u0000.csv', 'a.csv'],
		['a\r\nb.csv', 'ab.csv'],
		['a\tb.csv', 'ab.csv'],
		['a\u007F\u0085b.csv', 'ab.csv'],
		['a\u2028b\u2029c.csv', 'abc.csv'],
		// Would be shown as "applicantsexe.csv".
		['applicants\u202Evsc.exe', 'applicantsvsc.exe'],
		['\uFEFFa\u200Bb\u2066c.csv', 'abc.csv'],
	])('takes control and format characters from %j', (wanted, name) => {
		expect(safeFileName(wanted)).toBe(name);
	});

	it.each([
		['a "quoted" name.csv', 'a _quoted_ name.csv'],
		['<a>:|?*.csv', '_a_____.csv'],
		['a \u00A0 \u2003 b.csv', 'a b.csv'],
		['  a.csv  ', 'a.csv'],
		['a.csv. . .', 'a.csv'],
		['. . a.csv', 'a.csv'],
		// An accent that stands on its own is joined to its letter, also across a character that is taken away.
		['Jose\u0301.csv', 'José.csv'],
		['Jose\u200D\u0301.csv', 'José.csv'],
		['a\uD800b.csv', 'a\uFFFDb.csv'],
	])('makes %j a name for every file system', (wanted, name) => {
		expect(safeFileName(wanted)).toBe(name);
	});

	it.each([
		['con', '_con'],
		['CON.csv', '_CON.csv'],
		['prn.csv', '_prn.csv'],
		['Aux.tar.gz', '_Aux.tar.gz'],
		['nul.', '_nul'],
		['com0.csv', '_com0.csv'],
		['com1.csv', '_com1.csv'],
		['lpt0', '_lpt0'],
		['LPT9.csv', '_LPT9.csv'],
		['com¹.csv', '_com¹.csv'],
		['lpt³', '_lpt³'],
		['nul .csv', '_nul .csv'],
	])('keeps %j from being a device of Windows', (wanted, name) => {
		expect(safeFileName(wanted)).toBe(name);
	});

	it.each(['console.csv', 'a con.csv', 'com.csv', 'com10.csv', 'xnul', 'con air.csv'])(
		'knows that %j is no device',
		(name) => {
			expect(safeFileName(name)).toBe(name);
		},
	);

	it.each(['', '.', '..', '. . .', '   ', '../', 'a/', 'a\\', '\u0000\u202E', '\n'])(
		'has nothing left of %j',
		(wanted) => {
			expect(safeFileName(wanted)).toBeUndefined();
		},
	);

	it('is quick, however many dots and spaces there are', () => {
		const begin = performance.now();
		expect(safeFileName(`a${'.'.repeat(50_000)}b${' .'.repeat(50_000)}`)).toBe('a.b');
		expect(performance.now() - begin).toBeLessThan(1_000);
	});

	describe('shortens', () => {
		it('to 200 bytes, not to fewer', () => {
			expect(safeFileName('a'.repeat(200))).toBe('a'.repeat(200));
			expect(safeFileName('a'.repeat(201))).toBe('a'.repeat(200));
			expect(safeFileName(`${'a'.repeat(197)}.csv`)).toBe(`${'a'.repeat(196)}.csv`);
		});

		it('a name of 5,000 characters, and keeps the extension', () => {
			expect(safeFileName(`${'a'.repeat(5_000)}.csv`)).toBe(`${'a'.repeat(196)}.csv`);
			expect(safeFileName(`${'a'.repeat(5_000)}.tar.gz`)).toBe(`${'a'.repeat(197)}.gz`);
		});

		it('between characters, never within one', () => {
			// Two, three and four bytes: 196 are left beside the extension.
			expect(safeFileName(`${'é'.repeat(200)}.csv`)).toBe(`${'é'.repeat(98)}.csv`);
			expect(safeFileName(`${'学'.repeat(200)}.csv`)).toBe(`${'学'.repeat(65)}.csv`);
			expect(safeFileName(`${'🎓'.repeat(200)}.csv`)).toBe(`${'🎓'.repeat(49)}.csv`);
			expect(safeFileName(`a${'🎓'.repeat(200)}.csv`)).toBe(`a${'🎓'.repeat(48)}.csv`);
		});

		it('with an extension of one to ten characters', () => {
			expect(safeFileName(`${'a'.repeat(300)}.c`)).toBe(`${'a'.repeat(198)}.c`);
			expect(safeFileName(`${'a'.repeat(300)}.${'b'.repeat(10)}`)).toBe(
				`${'a'.repeat(189)}.${'b'.repeat(10)}`,
			);
			expect(safeFileName(`${'a'.repeat(300)}.${'b'.repeat(11)}`)).toBe('a'.repeat(200));
		});

		it('nothing that has exactly 200 bytes', () => {
			const name = `${'a'.repeat(195)} .csv`;
			expect(safeFileName(name)).toBe(name);
		});

		it('without leaving a dot or a space at the cut', () => {
			expect(safeFileName(`${'a'.repeat(199)}.${'b'.repeat(50)}`)).toBe('a'.repeat(199));
			expect(safeFileName(`${'a'.repeat(199)} ${'b'.repeat(50)}`)).toBe('a'.repeat(199));
			expect(safeFileName(`${'a'.repeat(195)} bbb.csv`)).toBe(`${'a'.repeat(195)}.csv`);
			expect(safeFileName(`a${'.'.repeat(300)}csv`)).toBe('a.csv');
		});

		it('what is kept from being a device', () => {
			expect(safeFileName(`con${'.'.repeat(300)}csv`)).toBe('_con.csv');
			expect(safeFileName(`con.${'a'.repeat(300)}`)).toBe(`_con.${'a'.repeat(195)}`);
		});
	});

	describe('whatever is wanted', () => {
		it('the name is safe', () => {
			fc.assert(
				fc.property(wantedNames, (text) => {
					assertSafe(safeFileName(text));
				}),
				{ numRuns: 1_000 },
			);
		});

		it('a safe name is left as it is', () => {
			fc.assert(
				fc.property(wantedNames, (text) => {
					const name = safeFileName(text);
					if (name !== undefined) expect(safeFileName(name)).toBe(name);
				}),
				{ numRuns: 1_000 },
			);
		});
	});
});
