import fc from 'fast-check';
import { rememberKey, withoutKeys, withoutSecrets } from '../../../nodes/WebAdmit/secrets';

const KEY = '0123456789abcdef0123456789abcdef';

/** Not hexadecimal: nobody can know it for a key by its look. */
const QUOTED = 'Zk3q/pR7w"Xy81-mN42';

describe('withoutKeys', () => {
	it('hides a key that was sent, as it is and in the ways of JSON', () => {
		rememberKey(QUOTED);
		expect(withoutKeys(`key ${QUOTED}, again ${QUOTED}`)).toBe('key [hidden], again [hidden]');
		expect(withoutKeys(JSON.stringify({ key: QUOTED }))).toBe('{"key":"[hidden]"}');
		expect(withoutKeys(JSON.stringify({ key: QUOTED }).replaceAll('/', '\\/'))).toBe(
			'{"key":"[hidden]"}',
		);
		expect(withoutSecrets(`key ${QUOTED}`)).toBe('key [hidden]');
	});

	it('hides all keys that were sent', () => {
		rememberKey('first key');
		rememberKey('second key');
		expect(withoutKeys('second key, first key')).toBe('[hidden], [hidden]');
	});

	it.each(['', 'a', '1234567'])('leaves a text as it is that is too short for a key: %j', (key) => {
		rememberKey(key);
		expect(withoutKeys(`abc ${key} 12345678`)).toBe(`abc ${key} 12345678`);
	});

	it('hides a key of eight characters', () => {
		rememberKey('x2345678');
		expect(withoutKeys('x2345678')).toBe('[hidden]');
	});

	it('remembers the last hundred', () => {
		for (let number = 1; number <= 101; number++) rememberKey(`number ${number}.`);
		expect(withoutKeys('number 1., number 2., number 101.')).toBe('number 1., [hidden], [hidden]');
	});

	it('remembers a key from when it was used last', () => {
		const others = (from: number, to: number) => {
			for (let number = from; number <= to; number++) rememberKey(`other ${number}.`);
		};
		rememberKey('used twice');
		others(1, 60);
		rememberKey('used twice');
		others(61, 120);
		expect(withoutKeys('used twice')).toBe('[hidden]');
	});
});

describe('withoutSecrets', () => {
	it.each([
		['https://s3.example/a.csv?Signature=b', 'https://s3.example/a.csv?…'],
		['HTTP://S3.example?a', 'HTTP://S3.example?…'],
		['see https://s3.example/a?b=c&d=e and more?', 'see https://s3.example/a?… and more?'],
		['"https://s3.example/a?b"', '"https://s3.example/a?…"'],
		['<Url>https://s3.example/a?b</Url>', '<Url>https://s3.example/a?…</Url>'],
		['https://a.example/?b https://c.example/?d', 'https://a.example/?… https://c.example/?…'],
		['https://a.example/?b=https://c.example/?d=e', 'https://a.example/?…'],
		// A list's name can have an apostrophe, in the path as well as in the query string.
		["https://s3.example/Dean's.csv?Signature=b", "https://s3.example/Dean's.csv?…"],
		["https://s3.example/a?filename=Dean's.csv&Signature=b", 'https://s3.example/a?…'],
		// As JSON may write it.
		['"https:\\/\\/s3.example\\/a?Signature=b"', '"https:\\/\\/s3.example\\/a?…"'],
		['{\\"url\\":\\"https://s3.example/a?b\\"}', '{\\"url\\":\\"https://s3.example/a?…"}'],
	])('takes the query string from %s', (text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it.each([
		[KEY, '[hidden]'],
		[KEY.toUpperCase(), '[hidden]'],
		[`${KEY}${KEY}`, '[hidden]'],
		[`${KEY}0`, '[hidden]'],
		[`x-api-key: ${KEY}, x`, 'x-api-key: [hidden], x'],
		[`${KEY} ${KEY}`, '[hidden] [hidden]'],
		[`https://s3.example/${KEY}?${KEY}`, 'https://s3.example/[hidden]?…'],
	])('takes the key from %s', (text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it.each([
		'',
		'Is this a question?',
		'https://api.webadmit.org/api/v1/exports/86446/export_files/74780',
		"User identity '999' not found.",
		KEY.slice(1),
		'/path?query',
	])('leaves %j as it is', (text) => {
		expect(withoutSecrets(text)).toBe(text);
	});

	const secret = fc.oneof(
		fc
			.tuple(
				fc.constantFrom('http://', 'https://', 'HTTPS://'),
				fc.string({ unit: fc.constantFrom('a', '.', '/', "'", '%', '&', '=', ':') }),
				fc.string({ unit: fc.constantFrom('b', '?', '&', '=', "'", '%', '/', ';', ',') }),
			)
			.map(([scheme, path, query]) => `${scheme}${path}?SECRET${query}SECRET`),
		fc.stringMatching(/^[0-9a-fA-F]{32,70}$/),
	);
	const text = fc
		.array(
			fc.tuple(
				fc.oneof(fc.string({ unit: 'binary' }), secret),
				fc.constantFrom(' ', '\n', '"', '<', '>', ' https://'),
			),
		)
		.map((parts) => parts.flat().join(''));

	it('leaves no query string and no key, whatever stands around them', () => {
		fc.assert(
			fc.property(text, (given) => {
				const left = withoutSecrets(given);
				expect(left).not.toContain('SECRET');
				expect(left).not.toMatch(/[0-9a-f]{32}/i);
			}),
			{ numRuns: 500 },
		);
	});

	it('leaves as it is what has no secrets any more', () => {
		fc.assert(
			fc.property(text, (given) => {
				const left = withoutSecrets(given);
				expect(withoutSecrets(left)).toBe(left);
			}),
		);
	});
});
